"""Answers HTTP: what may be asked, how it is answered and refused, how it is described."""
