"""Generated input: targets that either give what they promise, or raise what they say."""
