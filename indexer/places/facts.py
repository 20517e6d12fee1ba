"""Holds what is true of the world and of English, and is in no library: small and by hand.

Names are in the form of `place.key`, unless they are shown to people.
"""

from __future__ import annotations

# Names in use that the library lacks, by the country's ISO code; the first is the name shown where
# the library's own has changed or is written back to front.
COUNTRY_NAMES: dict[str, tuple[str, ...]] = {
    "BA": ("Bosnia and Herzegovina", "Bosnia"),
    "BS": ("Bahamas",),
    "CD": ("Democratic Republic of the Congo", "Democratic Republic of Congo"),
    "CI": ("Ivory Coast", "Côte d'Ivoire"),
    "CZ": ("Czechia",),
    "FM": ("Micronesia",),
    "GB": ("United Kingdom", "Britain"),
    "GM": ("Gambia",),
    "MK": ("North Macedonia", "Macedonia"),
    "MM": ("Myanmar", "Burma"),
    "PS": ("Palestine", "Palestinian Territories", "West Bank"),
    "SZ": ("Eswatini", "Swaziland"),
    "TR": ("Turkey", "Türkiye"),
    "TT": ("Trinidad and Tobago", "Trinidad", "Tobago"),
    "US": ("United States", "America"),
    "VA": ("Vatican City", "Vatican"),
    "VG": ("British Virgin Islands",),
    "VI": ("United States Virgin Islands",),
}
# Adjectives and people beside the one that the library has.
DEMONYMS: dict[str, tuple[str, ...]] = {
    "AE": ("Emirati",),
    "AR": ("Argentine", "Argentinian"),
    "BD": ("Bengali",),
    "DK": ("Dane", "Danes"),
    "ES": ("Spaniard",),
    "FI": ("Finn", "Finns"),
    "GB": ("Briton", "Britons"),
    "IS": ("Icelandic",),
    "KG": ("Kyrgyz",),
    "KZ": ("Kazakh",),
    "LU": ("Luxembourgish",),
    "NP": ("Nepali",),
    "PH": ("Philippine", "Filipina"),
    "PS": ("Palestinian", "Palestinians"),
    "SA": ("Saudi",),
    "SE": ("Swede", "Swedes"),
    "SI": ("Slovenian",),
    "TJ": ("Tajik",),
    "UZ": ("Uzbek",),
}
# Abbreviations that are read as places where they are written in just this way.
ACRONYMS: dict[str, str] = {
    "UK": "GB", "U.K.": "GB", "US": "US", "U.S.": "US", "USA": "US", "U.S.A.": "US",
    "UAE": "AE", "DRC": "CD",
}  # fmt: skip
# Not GB and PNG, which are gigabytes and pictures.
# Spellings of the library that are other words, surnames or other places in English.
NOT_COUNTRIES: frozenset[str] = frozenset(
    {"island", "mann", "mannin", "viti", "thai", "guiana", "swatini", "portuguesa", "yugoslavia"}
)

# Parts of a country that people ask for by name: GeoNames' code of the part, its name, what it is
# called beside that.
PARTS: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {
    ("GB", "ENG"): ("England", ()),  # "English" is a language more often than a place
    ("GB", "SCT"): ("Scotland", ("Scottish", "Scots")),
    ("GB", "WLS"): ("Wales", ("Welsh",)),
    ("GB", "NIR"): ("Northern Ireland", ("Northern Irish",)),
    ("BE", "VLG"): ("Flanders", ("Flemish", "Vlaanderen")),
    ("BE", "WAL"): ("Wallonia", ("Walloon", "Wallonie")),
}

# Regions that are no level of the United Nations' scheme (M49), by ISO codes.
GROUPS: dict[str, str] = {
    "Middle East": "AE BH CY EG IL IQ IR JO KW LB OM PS QA SA SY TR YE",
    "Scandinavia": "DK NO SE",
    "Nordic countries": "DK FI FO GL IS NO SE",
    "Baltic states": "EE LT LV",
    "Benelux": "BE LU NL",
    "Balkans": "AL BA BG GR HR ME MK RS SI XK",
    "Maghreb": "DZ LY MA MR TN",
    "Horn of Africa": "DJ ER ET SO",
    "Caucasus": "AM AZ GE",
}
# What people call the regions of that scheme.
REGION_NAMES: dict[str, tuple[str, ...]] = {
    "Eastern Africa": ("East Africa",),
    "Western Africa": ("West Africa",),
    "Northern Africa": ("North Africa",),
    "Middle Africa": ("Central Africa",),
    "South-eastern Asia": ("South-East Asia", "Southeast Asia", "Southeastern Asia"),
    "Southern Asia": ("South Asia",),
    "Eastern Asia": ("East Asia",),
    "Western Asia": ("West Asia",),
    "Latin America and the Caribbean": ("Latin America",),
    "Australia and New Zealand": ("Australasia",),
    "Middle East": ("Mid-East", "Near East", "Middle Eastern"),
    "Scandinavia": ("Scandinavian",),
    "Nordic countries": ("Nordic", "Nordic region"),
    "Baltic states": ("Baltics", "Baltic countries"),
}
# How the last word of such a name becomes an adjective.
REGION_ADJECTIVES: dict[str, str] = {
    "Africa": "African", "Asia": "Asian", "America": "American", "Europe": "European",
}  # fmt: skip

# Countries and regions that are also names of people: alone they are places, beside another name
# they are not.
ALSO_PEOPLE: frozenset[str] = frozenset(
    """
carolina chad england france georgia holland ireland israel jersey jordan martinique virginia
wales washington
""".split()  # noqa: SIM905 - a paragraph is easier to read and to mend than many literals
)

# English words, months and days that are also towns, provinces or adjectives of a country.
ORDINARY: frozenset[str] = frozenset(
    """
apex april august bar bath battle beacon bell best black blue boom bor born bow brook bull bury
can center central centre chance chard church clay cliff clinton coast col commerce concord cork
corner court cross dale date deal december delta derby dome down east eastern enterprise eye fair
falls february ford forest fort fountain fray free friday gap garden gate given gloss golden grand
grant grays green grove guide hall ham harbor harvey hay hedge hill hit hook hope hub hull ideal
imperial independence industry ingot january july june keen key lake lancing lead leaders liberty
like lima limbe lisle long love male man many march marine mark marsh may median mesa mile miles
mission mobile moe monday moron most mount mountain nelson new nice nine normal north northern
november ocean october of olive orange over page paradise park peak pearl pines plaza pole police
polish port post prime prince progress rapid reading redoubt reserve ridge rio river rock rome
rugby rural rush sale salt same sandy santa saturday sax seal see september shelf ship show side
slough sol son south southern spark split spring stone strand street summit sun sunday sunrise
surprise table thursday tours tower townsville trail troop troy tuesday turkey union university
valley van veil verge victory vista wa walk war ware warren wednesday wells west western white
wood woods young
""".split()  # noqa: SIM905
)

# Cities that are given names, and are people where nothing says otherwise.
GIVEN_NAMES: frozenset[str] = frozenset(
    """
adelaide alexandria aurora austin brandon carmen charlotte eugene florence gary irving
jackson jordan lincoln madison marion salem santiago savannah shirley sofia stanley troy
victoria wilson
""".split()  # noqa: SIM905
)

# Names that hold a place's name and are not there.
NOT_PLACES: tuple[str, ...] = (
    "African American", "African Americans", "American Indian", "American Indians",
    "Arabian Sea", "Baltic Sea", "Bay of Bengal", "Brazil nut", "Brazil nuts", "Brown Norway",
    "Chinese hamster", "Chinese hamsters", "Duke of Edinburgh", "Dutch elm",
    "East India Company", "East Indian", "English Channel", "European Union", "French bean",
    "German measles", "Guinea fowl", "Guinea pig", "Guinea pigs", "Guinea worm",
    "Gulf of Mexico", "Indian Ocean", "Irish Sea", "Japanese encephalitis", "Jersey cow",
    "Mexican wave", "Middle English", "Monte Carlo", "Native American", "Native Americans",
    "New England", "Norway rat", "Norway rats", "Prince of Wales", "Princess of Wales",
    "Roman", "Russian roulette", "Siberian hamster", "Spanish flu", "Swiss Prot",
    "Swiss Webster", "Syrian hamster", "Syrian hamsters", "Turkish bath", "West Indian",
    "West Nile",
)  # fmt: skip

# What a body is called that carries its place's name: "University of Southampton", "Universiteit
# Delft", "Southampton City Council".
BODIES: frozenset[str] = frozenset(
    """
academy airport archdiocese authority borough cathedral center centre city college colleges
constabulary council county diocese district eth healthcare hopital hospital hospitals infirmary
institut institute instituto istituto ku metropole metropolitan municipality museum nhs observatory
police politecnica politecnico polytechnic prefecture province school schools technical technische
technological tu universidad universidade universita universitas universitat universite universiteit
universites universiti universities university uniwersytet
""".split()  # noqa: SIM905
)
# What stands between such a word, or a verb, and a place; also French, Dutch, German, Spanish.
OF: frozenset[str] = frozenset(["of", "de", "di", "du", "da", "do", "van", "des", "at", "in", "zu"])
AT: frozenset[str] = frozenset(
    "in at near from outside around across between throughout via towards within into to".split()  # noqa: SIM905
)
# What is named after people, and after towns that it has left: "Leigh syndrome".
EPONYMS: frozenset[str] = frozenset(
    """
algorithm cell cells criteria criterion disease diseases effect equation equations function index
law method methods mice model models number rats scale score syndrome test theorem transform
""".split()  # noqa: SIM905
)
TITLES: frozenset[str] = frozenset("dr mr mrs ms prof professor sir rev".split())  # noqa: SIM905
# Words that may begin a sentence before a name without being part of it.
LEADING: frozenset[str] = AT | frozenset(
    """
a after against all although an and are as before both but by during for if is like many most of
or other our over since some that the these this through under unlike was were when where while
with
""".split()  # noqa: SIM905
)
DIRECTIONS: frozenset[str] = frozenset(
    """
central east eastern mid middle near north northeast northern south southeast southeastern
southern sub west western
""".split()  # noqa: SIM905
)
