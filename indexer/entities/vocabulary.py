"""The words that names of organisations are made of, in several languages; general words only.

All are in the form of `CasedToken.folded`: lower case, without accents and possessive endings.
"""

from __future__ import annotations

from indexer.spelling.english import is_listed


def word_set(listed: str) -> frozenset[str]:
    """Return the words of a text, which is easier to read and to mend than many literals."""
    return frozenset(listed.split())


# A name that ends in one of these, or has it before "of", is a body's wherever it stands.
STRONG = word_set(
    """
    university universitat universite universiteit universidad universidade universita universitas
    universiti universitatea uniwersytet univerzita universitetet hochschule fachhochschule
    politecnico polytechnic polytechnique technion college kolleg conservatoire conservatory trust
    council conseil concello fund fonds fondo foundation fondation stiftung fundacion fundacao
    fondazione fundacio stichting endowment charity charities benevolent hospice hospital hospitals
    hopital hopitaux infirmary klinikum krankenhaus spital ziekenhuis ospedale clinic klinik
    clinique institute institut instituto istituto institution instituut society societe
    gesellschaft sociedad societa vereniging verein verband association associacao asociacion
    associazione federation confederation union museum musee museo museu museums gallery galleries
    galerie pinacoteca kunsthalle kunsthaus library libraries bibliotheque bibliothek biblioteca
    archive archives archiv ministry ministere ministerium ministerio department directorate agency
    agence agentur agencia authority commission committee corporation company compagnie companies
    bank banque banco organisation organization organisations confederacy bureau inspectorate school
    schule ecole escola escuela scuola academie akademie accademia gymnasium constabulary police
    brigade church cathedral abbey minster diocese parish mosque synagogue theatre theater teatro
    orchestra choir ballet opera philharmonic observatory zoo arboretum aquarium brewery dairy
    bakery hotel guild league chamber embassy consulate parliament assembly senate metropole mairie
    comune gemeente gemeinde ayuntamiento prefecture communaute commune region stadt landkreis kreis
    provincia duchy lottery planetarium cite foodbank forum alliance coalition consortium
    cooperative co-operative co-op syndicate krankenkasse bundesministerium landesamt bundesamt
    bucherei stadtbucherei landesverband bundesverband mutuelle ministerie waterschap hogeschool
    asociacio mutua diputacion consejeria ville
    """
)

# A company's form, behind its name or, in some languages, before it.
LEGAL = word_set(
    """
    ltd limited plc llp llc inc incorporated corp gmbh mbh ag kg kgaa ohg ug se sa sas sarl sasu srl
    spa bv nv cv vof oy oyj ab as asa aps sl sp zoo kft pty pte cic cio scio co
    """
)

# These make a body's name only with a word before them that is no common one, or "of" behind.
WEAK = word_set(
    """
    centre center centrum zentrum centro network netzwerk reseau red unit unite group gruppe groupe
    grupo lab labs laboratory laboratories labor laboratoire laboratorio academy service services
    partnership partners club hub board office team enterprise enterprises solutions systems
    technologies technology industries holdings logistics airlines airways airport railway railways
    rail farm farms housing homes care research press media energy power water motors engineering
    electronics pharmaceuticals pharma foods brewing consulting consultants architects action
    associates studio studios works collection gardens nursery estate bakeries breweries dairies
    ferries haulage transport orchards tours estates venture ventures capital insurance stores shop
    shops restaurant restaurants cafe initiative facility college colleges schools faculty division
    section branch friends scouts volunteers rangers carers parents residents neighbours allotment
    allotments software youth project projects mission refuge shelter hostel kitchen pantry foodbank
    """
)

HEADS = STRONG | LEGAL | WEAK

# Heads of parts: where the whole is named behind ("Faculty of X at the University of Y"), the whole
# is meant. They may have lists of subjects behind "of" and "for".
PARTS = word_set(
    """
    faculty school department division section laboratory lab unit centre center institute group
    office ministry directorate bureau committee fakultat departement departamento dipartimento
    """
)

# Heads of what is often set up by the page's own people and partners together.
UNDERTAKINGS = word_set(
    """
    centre center centrum network unit lab labs laboratory academy group hub board team programme
    project projects initiative partnership consortium alliance forum facility platform service
    services club institute observatory
    """
)

# The plural of a head before "of A, B and C", and behind "A and B", with the singular meant.
PLURALS = {
    "universities": "University", "colleges": "College", "councils": "Council",
    "hospitals": "Hospital", "museums": "Museum", "institutes": "Institute",
    "trusts": "Trust", "schools": "School", "ministries": "Ministry",
    "departments": "Department", "dioceses": "Diocese", "universites": "Université",
    "universitaten": "Universität", "universidades": "Universidad",
}  # fmt: skip

# Words that say nothing of whose a head is: "City Council", "NHS Trust", "Primary School".
GENERIC = word_set(
    """
    nhs foundation city county district borough parish town village local regional primary secondary
    infant junior community general board university state public private partner partners high
    grammar special free sixth form teaching acute mental health care social children childrens
    women womens day art arts music science sciences research medical student students trustee
    trustees executive annual advisory steering charitable registered
    """
)

# What ends the name of a body, or shows that a thing and no body is named.
THINGS = word_set(
    """
    award awards prize prizes medal fellowship fellowships fellow fellows studentship scholarship
    scholarships bursary programme program programmes project projects scheme schemes strategy act
    bill report review survey study trial trials campaign conference congress symposium lecture
    seminar workshop exhibition festival fair day week month year season appeal challenge
    competition cup tour plan framework charter code guidelines guidance standard score scale index
    model method questionnaire course degree diploma certificate phd msc ba bsc newsletter magazine
    journal podcast website database platform app software toolkit professor lecturer reader chair
    director manager leader officer head dean president chairman chief executive trustee governor
    councillor minister secretary mayor consultant curator chancellor tax
    """
)

# What stands between a head and what it is a head of.
OF = word_set(
    "of for de des du da do dos del della dello dei di der fur van von voor pour d to on against"
)
PARTICLES = word_set("de des du da do dos del della dei di der van von ter ten")
AND = word_set("and & et und y e en och i og")
ARTICLES = word_set("the a an la le les l el los las il lo gli den der die das het de")
LOCATIVE = word_set("in at from near to across around outside within throughout between")

# Words that may begin a sentence or heading with a capital without being part of a name.
LEADING = word_set(
    """
    a about across after against all along alongside also although among an and another any are as
    at based because before behind being below beside besides between beyond both but by can could
    despite did do does during each either even every except few first following for founded from
    funded further given had has have he her here his how however i if in including indeed inside
    instead into is it its just last later like many meanwhile most much my near neither next no nor
    not now of off on once one only onto or other others our out outside over per perhaps please
    previously see several she should since so some soon specially still such supported thanks that
    the their them then there therefore these they this those though three through throughout thus
    to today together too towards two under unless until up upon us using usually via was we were
    what when where whereas whether which while who whose why will with within without working would
    yet you your visit join meet contact read find discover watch follow recently currently
    originally initially finally dear led run delivered managed hosted
    """
)

# What a site is called: names nobody that gives or works.
SITES = word_set(
    "road street lane avenue square park building hall house tower bridge station campus"
)

# Ends of compounds that are heads, in languages that write them as one word: "Kunststiftung".
ENDINGS = (
    "stiftung", "museum", "universitat", "universitet", "universiteit", "gesellschaft", "verein",
    "institut", "hochschule", "sammlung", "sammlungen", "akademie", "bibliothek", "bibliotek",
    "archiv", "zentrum", "genossenschaft", "selskab", "samfund", "werke", "transport", "logistik",
)  # fmt: skip

# Behind an ampersand these make a firm's name.
KIN = word_set(
    "son sons daughter daughters brothers bros co company cie partners associates nephew"
)

# Heads of other languages than English: in lower case, words may follow them.
ABROAD = word_set(
    """
    universite universidad universidade universita institut instituto istituto musee museo museum
    museu fondation fundacion fundacao fondazione ecole escuela escola scuola centre centro conseil
    agence agencia agenzia societe sociedad societa association asociacion associacao associazione
    ministere ministerio ministero cite communaute region ville hopital hospital bibliotheque
    biblioteca academie academia accademia banque banco union mutuelle mutua ayuntamiento
    diputacion consejeria gemeente stichting ministerie provincia junta theatre teatro
    """
)

# Words that tell where in a land something is, and never begin a name with its country.
DIRECTIONS = word_set(
    "north south east west northern southern eastern western central great greater new mid the"
)


def compound(folded: str) -> bool:
    """Say whether a word ends in a head, as German and Dutch ones do: "Kunststiftung"."""
    return folded.endswith(ENDINGS) and not is_listed(folded)
