package sentiment

import "strings"

// pos holds what the engine knows of a word's grammar. Only words that shape a
// clause are listed here; what words mean is the codebook's business.
type pos uint32

const (
	posDet        pos = 1 << iota // the, his, no
	posPoss                       // his, whose, 's
	posPrep                       // of, against
	posAux                        // was, has, could, didn't
	posBe                         // be, get: they make a passive
	posModal                      // could, should
	posNeg                        // not, never, didn't
	posNegDet                     // no, nobody, neither, without
	posPron                       // a pronoun that can be an actor
	posRel                        // who, which, that
	posConj                       // and, but, or
	posSub                        // because, while, if
	posAdv                        // often, yesterday
	posCatena                     // seem, continue, decide: "decided to"
	posVerb                       // a verb form of the codebook or of the list below
	posFinite                     // a verb form that can be finite
	posNoun                       // a noun of the codebook
	posSay                        // said, told
	posTo                         // to
	posAnchor                     // starts the search of a pattern or scope
	posPhrase                     // starts a phrase
	posRole                       // a noun for an actor
	posPlural                     // a plural role noun
	posSomebody                   // somebody, nobody: an actor without a name
	posPolitics                   // a word of party politics
	posParticiple                 // an -ed, -en or -ing form
	posBut                        // but, however: ends the reach of a scope
	posName                       // a title before a name: Mr, Sir
	posNumber                     // two, dozens
)

var grammarWords = func() map[string]pos {
	m := map[string]pos{}
	add := func(p pos, words string) {
		for _, w := range strings.Fields(words) {
			m[w] |= p
		}
	}
	add(posDet, "the a an this that these those his her their its my your our whose some any no every each all both either neither another such several many few more most much less fewer two three four five six seven eight nine ten own same other certain one")
	add(posDet|posPoss, "his her their its my your our whose")
	add(posNumber, "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty hundred hundreds thousand thousands dozen dozens half third quarter fifth tenth several every each")
	add(posPoss, "'s '")
	add(posPrep, "of in on at by for from with without to into onto about against over under between among amid during through throughout across behind before after since until toward towards upon off near within outside inside beyond despite like as than per via regarding concerning around above below besides except including alongside following due because-of")
	add(posTo, "to")
	add(posAux|posBe, "be am is are was were been being 's 're 'm isn't aren't wasn't weren't ain't get gets got getting gotten")
	add(posAux, "have has had having haven't hasn't hadn't 've do does did don't doesn't didn't 'd done")
	add(posAux|posModal, "can could will would shall should may might must ought cannot can't couldn't won't wouldn't shouldn't mustn't needn't mightn't shan't 'll 'd need")
	add(posNeg, "not never n't isn't aren't wasn't weren't ain't haven't hasn't hadn't don't doesn't didn't cannot can't couldn't won't wouldn't shouldn't mustn't needn't mightn't hardly scarcely barely nor")
	add(posNegDet, "no nobody none neither without nothing")
	add(posPron, "he she they it we i you who himself herself themselves itself him them us me his her their its our my your")
	add(posRel, "who which that whom whose")
	add(posConj, "and but or nor yet &")
	add(posBut, "but however yet although though")
	add(posSub, "because although though while when if unless since until after before as whether that than where why how once whereas so lest what")
	add(posAdv, "also often again still just even only always soon later earlier yesterday today tonight now then once already yet ever almost perhaps maybe twice simply so too very well first instead rather quite much further together repeatedly long back ago thus hence therefore indeed surely certainly clearly merely far away about once both all himself herself itself themselves january february april june july august september october november december monday tuesday wednesday thursday friday saturday sunday")
	add(posSomebody, "somebody someone nobody anybody anyone everybody everyone none people")
	add(posName, "mr mrs ms miss mx sir dame lord lady")
	for _, v := range strings.Fields("appear seem continue manage choose decide attempt try tend want begin start happen dare bother go proceed plan intend hope agree prefer threaten conspire opt think believe allege find know say report deem suppose claim understand consider expect rush help keep stop try scramble struggle elect") {
		for _, f := range inflect(v) {
			m[f.word] |= posCatena
		}
	}
	for _, v := range strings.Fields(saying) {
		for _, f := range inflect(v) {
			m[f.word] |= posSay | posVerb
			if f.forms&(formEd|formEn|formIng) != 0 {
				m[f.word] |= posParticiple
			}
			if f.forms&(formS|formEd) != 0 {
				m[f.word] |= posFinite
			}
		}
	}
	for _, v := range strings.Fields(plainVerbs) {
		for _, f := range inflect(v) {
			if f.forms&(formS|formBase) != 0 && ambiguousNoun[v] {
				continue
			}
			m[f.word] |= posVerb
			if f.forms&(formS|formEd) != 0 {
				m[f.word] |= posFinite
			}
			if f.forms&(formEd|formEn|formIng) != 0 {
				m[f.word] |= posParticiple
			}
		}
	}
	// Catenative words that are more often plain nouns or adverbs.
	for _, w := range []string{"report", "reports", "plan", "plans", "hope", "hopes", "claim", "claims", "help", "start", "stop", "like", "found"} {
		if w != "found" {
			m[w] &^= posVerb | posFinite
		}
	}
	return m
}()

const saying = `say tell add argue claim insist note warn state declare explain contend maintain suggest assert allege admit acknowledge concede
announce comment observe remark write recall stress emphasize emphasise reply respond ask testify tweet conclude believe think complain
predict urge reveal confirm describe estimate recommend rule joke lament boast vow promise recount opine quip mention indicate`

// plainVerbs are common verbs that say nothing of blame but part subjects from
// what follows.
const plainVerbs = `be have do go get make take come see know give find use work call try need feel become leave put mean keep let begin
show hear play run move live happen bring write provide sit stand lose pay meet include continue set learn change lead understand watch
follow stop create speak read spend grow open walk win offer remember consider appear buy wait serve die send build stay fall cut reach
kill remain raise pass sell require decide pull return hope develop carry break receive agree support hold turn start want look seem
produce eat cover catch draw choose cause point listen realize close involve increase apply identify arrive join discover publish
release issue appoint face visit attend welcome approve oppose accept enter introduce propose sign vote elect nominate campaign
resign retire quit leave join defend describe mark represent expect believe plan launch host endorse praise thank remain operate
employ hire fire sack dismiss suspend arrest charge convict sentence order force allow enable prevent help protect treat examine
check inspect review investigate approve award grant claim deny refuse reject admit deliver handle manage conduct collect share
publish print broadcast film photograph question interview contact phone ring email post`

var ambiguousNoun = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields("work call need play run move change lead watch stop walk offer wait cut reach raise pass return hope support hold turn start look cover catch draw cause point close increase release issue face visit vote campaign mark plan launch host fire arrest charge sentence order force help review award grant claim share print broadcast film photograph question interview contact phone ring email post use show set say rule note report comment state promise stress urge sign pay post tweet") {
		m[w] = true
	}
	return m
}()
