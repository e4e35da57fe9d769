package quote

// The word lists below are the whole of what the package knows of English.
// They are written by hand from general knowledge of the verbs of saying,
// thinking and judging; no corpus was copied into them.

// verbCues lists the verbs, nouns and adjectives that attribute. One line is
//
//	class stance fact frames : words
//
// A word is a lemma, or lemma/past/participle where the forms are irregular.
// Frames say what may carry the content:
//
//	s  a clause with or without "that": "said it failed"
//	h  a clause only after "that", a question word or a colon: "found that"
//	q  a direct quotation, before or after: "...," he joked
//	a  a person first, then a clause: "told the panel (that)"
//	o  a noun phrase: "criticised the plan"
//	O  a noun phrase with "as": "sees it as a failure"
//	t  an infinitive: "vowed to appeal"
//	i  a noun phrase with an infinitive or "of", "for", "as": "accused him of"
//	n  the words are nouns: "her claim that"
//	j  the words are adjectives: "critical of"
//	c  a clause without "that", if its finite verb can be seen
//	R  a noun phrase with "responsible": "held her responsible"
//	w  weak: needs a pronoun or a word like "report" as its subject, or a quotation
//	+x a preposition that belongs to the cue and comes before the content
const verbCues = `
say   accept neutral s   : say/said add write/wrote/written remark observe comment mention/mentioned/mentioned
say   accept neutral s   : explain announce declare proclaim note reply/replied/replied report suggest stress emphasise emphasize reiterate
say   accept neutral s   : tweet retweet post indicate testify/testified/testified conclude recall interject
say   accept neutral hqw : state email
say   accept neutral x   : focus+on expand+on
say   accept neutral hq  : react respond answer counter retort continue begin/began/begun repeat clarify/clarified/clarified specify/specified/specified
say   accept neutral x   : respond+to elaborate+on
say   accept neutral qw  : shout yell scream whisper mutter murmur mumble sigh sob cry/cried/cried chant exclaim groan snap bark
say   accept neutral qsw : quip/quipped/quipped joke laugh muse opine vent exult enthuse deadpan/deadpanned/deadpanned crow gush
say   accept neutral ha  : persuade convince tell/told/told inform notify/notified/notified brief advise assure reassure remind
say   accept neutral o   : mention reference cite quote recount outline detail discuss describe recite articulate list+as spell+out
say   accept neutral oh  : highlight underline underscore publicise publicize disclose divulge
say   accept neutral x   : refer/referred/referred+to allude+to point+to point+out talk+about talk+of speak/spoke/spoken+about speak/spoke/spoken+of comment+on dwell+on touch+on hint+at
say   accept neutral x   : remark+on expound+on speak/spoke/spoken+on lecture+on tweet+about write/wrote/written+about joke+about ask+about complain+about warn+about warn+of
claim accept doubtful s  : claim allege assert contend insist maintain purport profess boast brag/bragged/bragged insinuate imply/implied/implied speculate hint
claim accept neutral o   : attribute ascribe trace
claim accept neutral h   : hold/held/held consider rule
accuse accept neutral R  : hold/held/held lay/laid/laid find/found/found
claim accept neutral s   : argue posit affirm attest aver avow reason theorise theorize
claim accept neutral x   : argue+for argue+against campaign+for campaign+against fight/fought/fought+for plead+for
accuse accept neutral i  : accuse blame fault chide rebuke scold berate lambaste castigate chastise reprimand upbraid reproach admonish
accuse accept neutral o  : criticise criticize condemn denounce decry/decried/decried deride slam/slammed/slammed blast assail attack rip/ripped/ripped pan/panned/panned savage
accuse accept neutral o  : lament bemoan deplore disparage denigrate vilify/vilified/vilified excoriate eviscerate pillory/pilloried/pilloried skewer bash trash knock slate scapegoat censure censure impugn malign demonise demonize
accuse accept neutral x  : boo+at lash+out swipe+at hit/hit/hit+out rail+against inveigh+against tear/tore/torn+into lay/laid/laid+into rip/ripped/ripped+into hit/hit/hit+back push+back fire+back bristle+at object+to complain+of lash+into swear/swore/sworn+at
accuse accept neutral s  : complain grumble gripe grouse protest object fume carp
accuse accept neutral h   : charge
mock  mock doubtful o    : mock ridicule taunt tease lampoon belittle scoff jeer deride satirise satirize parody/parodied/parodied sneer
mock  mock doubtful x    : scoff+at sneer+at laugh+at jeer+at poke+at
deny  reject neutral oh  : deny/denied/denied dispute refute rebut/rebutted/rebutted contest contradict discount debunk disavow disown repudiate renounce
deny  reject neutral o   : dismiss reject rebuff decry downplay question challenge disregard spurn oppose veto/vetoed/vetoed
deny  reject neutral h   : doubt disbelieve
deny  reject neutral x   : disagree+with distance+from
admit accept factive h   : accept
admit accept factive oh  : acknowledge admit/admitted/admitted concede confess reveal recognise recognize regret/regretted/regretted
admit accept factive sq  : acknowledge admit/admitted/admitted concede confess
admit accept factive x   : apologise+for apologize+for apologise+to apologize+to admit/admitted/admitted+to confess+to
ask   open neutral hq    : ask wonder inquire enquire query/queried/queried
order accept neutral a   : ask
ask   open neutral o     : question interrogate
ask   open neutral x     : inquire+about wonder+about ask+for ask+if ask+whether
order accept neutral o   : encourage urge demand request order instruct propose recommend advocate implore beseech beg/begged/begged counsel exhort press pressure
order accept neutral hs  : urge demand request recommend propose advise caution warn decree rule order implore beg/begged/begged
order accept neutral x   : call+for call+on call+upon appeal+for appeal+to push+for press+for lobby/lobbied/lobbied+for agitate+for advocate+for
want  accept neutral ot  : want seek/sought/sought prefer/preferred/preferred desire crave
want  accept neutral t   : hope wish aspire long yearn plan/planned/planned intend aim aim+at vow pledge promise threaten refuse decline agree opt/opted/opted decide volunteer offer resolve
want  accept neutral s   : hope wish vow pledge promise threaten guarantee decide resolve
want  accept neutral o   : promise pledge propose threaten plan/planned/planned envision envisage intend contemplate mull
want  accept neutral x   : hope+for wish+for long+for yearn+for plan+on insist+on commit/committed/committed+to decide+on settle+on decide+against vote+for vote+against agree+on agree+to balk+at
believe accept neutral s : think/thought/thought believe fear worry/worried/worried suspect expect predict reckon guess assume presume hope estimate project forecast/forecast/forecast anticipate calculate
believe accept neutral hc : feel/felt/felt understand/understood/understood imagine perceive sense conclude decide find/found/found hear/heard/heard agree concur judge dream
believe accept factive hc : know/knew/known realise realize learn/learned/learned discover remember see/saw/seen forget/forgot/forgotten
believe accept neutral o : consider deem fear expect predict anticipate foresee/foresaw/foreseen doubt dread resent believe
believe accept neutral O : view regard perceive remember see/saw/seen judge know/knew/known
believe accept neutral o : admire dislike detest despise loathe respect distrust mistrust appreciate welcome abhor
believe accept neutral x : think/thought/thought+of think/thought/thought+about worry/worried/worried+about fret/fretted/fretted+about believe+in agree+with concur+with care+about learn+of learn+about know/knew/known+about identify/identified/identified+with sympathise+with sympathize+with side+with look+to
praise accept neutral o  : cheer herald trumpet praise laud hail applaud commend celebrate salute extol/extolled/extolled tout defend congratulate thank credit compliment bless clear exonerate vindicate absolve exculpate
praise accept neutral x  : vouch+for pay/paid/paid+tribute
support accept neutral o : endorse support back embrace champion approve promote favour favor
support accept neutral x : stand/stood/stood+by rally/rallied/rallied+behind stick/stuck/stuck+by approve+of
call  accept neutral i   : call describe label brand dub/dubbed/dubbed term characterise characterize portray depict paint cast/cast/cast name nickname liken compare peg/pegged/pegged declare pronounce equate
show  accept factive hs  : show/showed/shown demonstrate establish reveal indicate confirm illustrate
show  accept factive h   : prove/proved/proven
show  accept factive oh  : show/showed/shown document reveal confirm uncover detail expose underscore reflect predict
show  accept neutral hc  : find/found/found determine read/read/read ascertain note
show  accept neutral o   : estimate forecast/forecast/forecast
seem  open doubtful to   : seem appear
say   accept neutral o   : voice express convey reiterate echo announce unveil explain declare propose suggest recall describe criticise defend
say   accept neutral o   : reaffirm restate recite signal/signalled/signalled signal tweet emphasise emphasize stress
`

// nounCues follow a possessive, an article or a light verb.
const nounCues = `
claim accept doubtful n+that+of+about : claim allegation assertion contention insinuation rumour rumor
claim accept neutral n+that+about+for : argument case
say   accept neutral n+that+of+about+on : statement announcement remark comment suggestion disclosure declaration explanation testimony account description characterization characterisation message
believe accept neutral n+that+of+in+about+on+over : belief view opinion conviction assumption conclusion fear suspicion expectation impression perception feeling theory notion idea assessment understanding faith confidence
believe accept neutral n+that+about+over+for+with+of : concern worry anxiety doubt unease anger frustration outrage dismay disappointment alarm skepticism scepticism enthusiasm admiration disdain contempt dislike distrust regret hope optimism love
want  accept neutral n+that+to+for+of : desire wish intention promise pledge vow plan willingness determination decision refusal reluctance readiness eagerness commitment threat ambition
order accept neutral n+that+for+to : demand request call plea appeal proposal recommendation push
accuse accept neutral n+that+of+on+against+about+over : criticism accusation complaint condemnation denunciation attack attacks critique charge
deny  reject neutral n+that+of+to : denial rejection rebuttal dismissal opposition objection disagreement resistance
admit accept factive n+that+of+for : admission acknowledgment acknowledgement confession apology revelation
praise accept neutral n+for+of : praise defense defence
support accept neutral n+for+of : support endorsement approval backing
show  accept factive n+that+of : finding evidence proof
believe accept neutral n+that+of : prediction warning estimate
ask   open neutral n+about+of+on : question
`

// adjCues follow a form of "be", "remain", "feel", "become" or stand after a comma.
const adjCues = `
say   accept neutral j+that : clear
believe accept neutral j+that+of+about+in : confident certain sure convinced unsure uncertain doubtful aware unaware mindful conscious adamant persuaded positive
believe accept neutral j+that+about+of+over+with+by+at+to : concerned worried afraid fearful anxious alarmed upset angry furious outraged frustrated disappointed dismayed pleased happy glad proud delighted thrilled hopeful optimistic pessimistic excited shocked surprised stunned appalled horrified disgusted embarrassed ashamed sorry grateful thankful impressed satisfied dissatisfied unhappy comfortable uncomfortable nervous cautious wary leery enamored bullish passionate enthusiastic
accuse accept neutral j+of+toward+towards+about+on : critical skeptical sceptical dismissive contemptuous disdainful suspicious scornful disparaging
support accept neutral j+of+toward+towards+to+about : supportive complimentary sympathetic
want accept neutral j+to : eager willing unwilling reluctant keen determined hesitant loath inclined
want accept neutral j+to : committed opposed
`

// The function words, by what they do in a clause.
const (
	wordsDet      = `the a an one this these those that some any each every no another both either neither all such many several few most much more other certain`
	wordsPoss     = `his her their my our your its`
	wordsSubj     = `he she they i we you it who everyone someone nobody somebody everybody one none anyone others`
	wordsObj      = `him them me us`
	wordsConj     = `and or but nor yet`
	wordsSub      = `because although though while when if after before since until unless whereas whilst as than once so`
	wordsWh       = `which what whether why how where whose whom whoever whatever`
	wordsBe       = `is are was were be been being am 's 're 'm isn't aren't wasn't weren't ain't`
	wordsHave     = `has have had having hasn't haven't hadn't 've 'd`
	wordsDo       = `do does did don't doesn't didn't`
	wordsModal    = `will would can could may might must shall should won't wouldn't can't couldn't cannot shouldn't mustn't 'll ought`
	wordsNegative = `not never n't isn't aren't wasn't weren't ain't hasn't haven't hadn't don't doesn't didn't won't wouldn't can't couldn't cannot shouldn't mustn't nobody none neither nor`
	wordsAdverb   = `recently himself herself themselves itself myself ourselves also then now just still even ever never not only already again often always once twice later earlier sometimes perhaps maybe instead however therefore thus too almost soon first yet twice meanwhile nonetheless nevertheless both all all-but long further simply since ago indeed rather much repeatedly quietly publicly today yesterday tomorrow tonight thereafter afterwards afterward moreover furthermore besides apparently reportedly allegedly quite very so far well better best back`
	wordsPrep     = `about on of for to against with at over as in by from out toward towards into upon through between among amid during despite without within under above across behind beyond near off around per via alongside like unlike inside outside up down except regarding concerning following including versus`
	wordsParticle = `about on of for to against with at over as in by from out toward towards into upon off back aside away behind tribute if whether that`
	wordsTime     = `monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow tonight morning afternoon evening night week weekend month year january february march april june july august september october november december jan feb mar apr jun jul aug sept sep oct nov dec earlier later recently ago`
	wordsPlural   = `people police men women children critics officials voters republicans democrats parents families sources staff media others many some both most few`
	wordsHedge    = `reportedly allegedly supposedly purportedly ostensibly`
	wordsTitle    = `mr mrs ms miss dr prof professor sir dame lord lady rev judge sen rep gov senator representative governor president secretary mayor`
	wordsSpeaker  = `inquiry inquest commission committee panel board auditor coroner investigator investigators ombudsman watchdog regulator emails report reports studies polls surveys documents records review reviews investigation audit memo spokesman spokeswoman spokesperson report review inquiry study poll survey statement letter document email court judge jury lawyer barrister campaign council party government minister department office newspaper source official expert analyst critic aide adviser advisor`
	wordsLabel    = `update exclusive breaking poll polls latest video note name source sources related photo photos read watch report fact facts reminder analysis opinion review live editor background result results news answer question warning correction caption listen transcript topic date time place age job city more age state`
	wordsNounVerb = `cheer herald trumpet slate scapegoat knock boo focus clear trace state stress chant quip retort boast hint lecture brag gripe sneer taunt parody wonder query aim volunteer salute label peg nickname feel whisper scream yell groan murmur snap press guess dread grumble shrug plea report claim call comment promise offer support vote attack question view show plan hope fear charge request demand order praise blame doubt worry wish look talk answer reply pledge vow estimate project forecast record address mention quote reference study judge back state point guess dream desire regret respect trust favor favour tweet post display lament appeal challenge protest remark slam blast hail poll signal note need pan rip fault brand term name paint cast love like hate reason bark cry shout sigh sob laugh joke crow conflict counter list touch aim project repeat advocate fight press lobby cite document read detail find sound picture rule order brief credit compliment sense tease rebuke attribute counsel voice echo pressure mock dispute contest discount veto welcome`
	wordsAccount  = `view opinion words account judgment judgement eyes telling estimation phrase`
	wordsBlamed   = `responsible accountable liable culpable answerable door`
	wordsLight    = `make/made/made have/had/had express voice raise issue give/gave/given offer hold/held/held share reiterate repeat lodge level announce reject dismiss deny/denied/denied repeat echo release`
)

// plainVerbs attribute nothing but mark where a noun phrase ends.
const plainVerbs = `go/went/gone come/came/come take/took/taken get/got/got give/gave/given make/made/made keep/kept/kept put/put/put
run/ran/run leave/left/left lose/lost/lost win/won/won meet/met/met bring/brought/brought build/built/built buy/bought/bought
sell/sold/sold send/sent/sent spend/spent/spent lead/led/led hold/held/held stand/stood/stood sit/sat/sat fall/fell/fallen rise/rose/risen
grow/grew/grown draw/drew/drawn drive/drove/driven break/broke/broken choose/chose/chosen become/became/become begin/began/begun
catch/caught/caught cut/cut/cut eat/ate/eaten fly/flew/flown forget/forgot/forgotten set/set/set let/let/let pay/paid/paid
throw/threw/thrown wear/wore/worn teach/taught/taught strike/struck/struck shake/shook/shaken steal/stole/stolen deal/dealt/dealt feed/fed/fed
die/died/died live try/tried/tried use work help play move turn start stop open close follow change happen include
receive remain serve stay fail kill walk watch wait carry/carried/carried marry/married/married create increase reduce join face cause cover deserve
need ask provide require allow enable force arrive appoint arrest charge convict sentence hire fire sack resign quit/quit/quit
publish print launch release sign pass file attend visit host greet handle manage miss save return refer enter reach
hit/hit/hit hurt/hurt/hurt become/became/become pull push share wonder own owe belong exist contain involve affect
look sound smell taste appear gain earn achieve obtain ensure protect prevent avoid escape suffer treat care check test
`
