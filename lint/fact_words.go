package lint

import (
	"regexp"
	"strings"
	"sync"
)

// A clause that says what the work is about or needs: a check, a paper, a time, a place, a trade; and one that names a language.
var (
	namesWork = regexp.MustCompile(strings.Join([]string{workWords, workNouns, rightToWork, recordChecks, dates}, "|"))
	doesWork  = regexp.MustCompile(workBegins)
	// "sets up templates" says what is done at work, and "keeps the Sabbath" what is done at home.
	doesThing     = regexp.MustCompile(`^((doesn't|does not|won't|always) )?[a-z]+s (the|an?|each|every|up|off|down|out|whether|when|what|where|how|people's)\b|^(doesn't|does not|won't) [a-z]+ (the|an?|each|every|up|off|down|out|from|on)\b`)
	doesAtHome    = regexp.MustCompile(`^((doesn't|does not|won't|always) )?(is|was|has|have|keep|wear|attend|belong|go|goe|support|drink|eat|live|look|sound|join|vote|believe|observe|celebrate|take|practise|follow|own|owe|suffer|smoke|come|speak|need|want|use|get|raise|expect|plan|marrie|marry)s?\b`)
	namesLanguage = regexp.MustCompile(`^` + languageSkill + tongue + `(( and|,| or|/) ` + tongue + `)*( (at|for|with|to|is|are|on|in writing|skills?|level|speaking|teachers?|tutors?|lessons?|classes|useful|spoken|written|helpful|an advantage)\b.*|-speaking.*)?$`)
)

const (
	workWords = `\b(checks?|clearance|shifts?|rota|school|ward|unit|clinic|experience|negotiations?|qualifications?|training|certificates?|licen[cs]es?( needed| required)?|first aid|birth care|years'? service|over 1[68]|over 21|at least (16|18|21))$|^(over|at least) (16|18|21)\b|\b(16|18|21) or over\b|^(works?|working|supports?|supporting|caring|looking after|teaching) (with|for|of|in)?\b|^(advises|teaches|plays|drives|runs|answers|organises|organizes|supports|cares|handles|leads|looks|helps|interprets|writes|sells|serves|cleans|speaks|visits|trains|treats|plans|talks|sings|feeds|assists|accompanies|registers|counsels|represents|polish(es)? the)\b|\brecord checks?\b|\b(test|check)s? .*\blaw requires|\bbusiness partner|\b[abc][12]\b|\bspoken with\b|\bfor interpreting\b|\d ?(decibels|db|degrees|metres|meters|kilos|kg|tonnes)\b|\bshepherds?\b|^(an? )?(own |company )?(cars?|vans?|vehicles?|tools|transport)\b|\b(from|until|till|to|at|by|before|after) \d|\d:\d\d|\bholidays? off\b|\bvaccinat|\bimmunis|\bsleep-ins?\b`
	// What follows one of these topics shows that it is worked on: a place, a service, a trade, a thing.
	workNouns = `\b(clinics?|centres?|centers?|wards?|rooms?|courts?|units?|hospitals?|hospices?|hostels?|refuges?|shelters?|homes?|residents?|patients?|clients?|customers|guests|institutions?|prisons?|custody|probation|charit(y|ies)|offices?|shops?|shoes|departments?|menswear|womenswear|kitchens?|cuisine|cooking|menus?|nurser(y|ies)|clubs?|groups?|classes|lessons?|coaching|stud(y|ies)|tuning|outreach|advice|advocacy|benefits|counselling|casework(ers?)?|cases?|claims?|law|legal aid|talks|meetings|reporting|journalism|campaigns?|elections?|polling|stations?|registrars?|ceremon(y|ies)|weddings?|funerals?|services?|support work|nurses?|nursing|midwi(fe|fery|ves)|doctors?|surgeons?|surgery|theatres?|pharmac(y|ists?)|repairs?|fittings?|goods|cabs?|taxis?|vans?|trucks?|lorr(y|ies)|tracks?|stewarding|racing|cover|schemes?|admin|payroll|records (office|management)|developments?|apps?|plants?|barbering|hairdressing|skills|tandoor|translations?|interpreting|literature|textbooks?|mosques?|church(es)?|synagogues?|temples?|parish|cathedral|chapels?|organs?|choir|holiday clubs?|childcare|playgroups?|toddler groups?|crèche|creche|radio|unions? (negotiations?|agreements?|talks|reps?|liaison)|fundraising|research|defence|justice|solicitors?|barristers?|villages?|studios?|salons?|protection|(mother|father|grandparent|open|family)('s|s'|s)? days?|railways?|contracts?|teachers?|gcse|a-levels?|degree|support workers?|social (work|care)(ers?)?|tutors?|coach(es)?|bars?|pubs?|baker(y|ies)|restaurants?|hotels?|cars?|suppliers?|sites?|events?|evenings?|opening hours|(hearing|eyesight|colour vision) tests?|engagement|operations?|therap(y|ists?)|specialists?|management|managers?|liaison|conferences?|bookings?|appointments?|canvassing|scoring|treatments?|communications?|colouring|portfolios?|catering|underwriting|directors?|lead generation|reception|museum|buildings?|panels?|paint(ing)?|tests? kits?|labs?|laborator(y|ies))\b`
	// A clause that begins with what is done.
	workBegins   = `^(assist|car|clean|coach|cook|deliver|driv|escort|feed|help|interpret|lead|lift|mark|mov|nurs|pick|read|repair|sell|serv|staff|steward|supervis|support|teach|train|translat|treat|typ|visit|wash|work|writ|handl|manag|mind|process|review|runn|sort|stock|record|edit|prepar|organis|advis|answer|welcom|guid|interview|transcrib|fitt|dress|print|mak|play|sing)ing\b`
	rightToWork  = `\b(right|able|eligible|entitled|permitted|allowed|authori[sz]ed) to work\b|\b(work|residence) permits?\b|^any (visa|permit)s?$`
	recordChecks = `^(an? )?((enhanced|basic|standard|full|clean|clear) )*(dbs|crb|pvg|((police|background|criminal|records?|fingerprint|security|garda|reference|disclosure) )+(checks?|vetting|clearance|certificates?))\b|^basic disclosure\b`
	dates        = `\b(from|until|till|by|before|after|since) (the )?(start|end|middle|mid|early|late|next|this|now|today|tomorrow|january|february|march|april|may|june|july|august|september|october|november|december|mon|tues|wednes|thurs|fri|satur|sun|spring|summer|autumn|winter|christmas|easter|new year|day one|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midnight)`

	// What follows a word for people when they are to do the work: "single people for the day shift".
	workers = `((applicants?|candidates?|staff|workers?|employees?|hires?)\b.*|((people|persons?|m[ae]n|wom[ae]n|folk) )?for (the|our|school|(day|night|late|early|weekend) (shifts?|work|rota|hours))\b.*)`

	languageSkill = `((very |some )?(fluent|spoken|written|conversational|basic|good|business|working|advanced|native-level|professional|radio|telephone|technical|reading|clear|everyday|confident) ){0,3}`
	tongue        = `(english|french|german|spanish|polish|ukrainian|russian|italian|portuguese|dutch|flemish|swedish|danish|norwegian|finnish|greek|turkish|arabic|dari|farsi|persian|pashto|kurdish|urdu|hindi|punjabi|bengali|gujarati|tamil|romanian|bulgarian|hungarian|czech|slovak|croatian|serbian|albanian|lithuanian|latvian|estonian|somali|tigrinya|swahili|mandarin|cantonese|chinese|japanese|korean|vietnamese|thai|tagalog|hebrew|yiddish|welsh|gaelic|makaton|(british |american )?sign language|bsl)`
)

// personalWords are words that say of a person, in a fact of a job, what the rules for questions read only in a sentence.
type personalWords struct {
	rule   string
	words  *regexp.Regexp // the whole fact
	picked *regexp.Regexp // the whole of a clause that picks somebody or leaves them out: with words around what they are
	begins *regexp.Regexp // how such a clause begins, if it is not about the work
	hints  *regexp.Regexp // anywhere in it; nil for none
}

//nolint:gochecknoglobals // a constant table
var personal = sync.OnceValue(func() []personalWords {
	var list []personalWords
	for _, p := range []struct{ rule, words, hints string }{
		{
			"fair.age", `\d\d( ?(to|-|or) ?\d\d)?( years? old| years? of age| or (under|over|younger|older))|(in (their|your) )?(early |mid |late )?(twenties|thirties|forties|fifties|[2-6]0s)|(recent |new |fresh )(graduates?|school leavers?)|school leavers?|mature|youthful|youngsters?|young( and \w+)?|elderly|pensioners?|oaps?|(baby )?boomers?|millennials?|gen z|digital natives?|over the hill|old(er)? (people|men|women|timers?)`,
			`\b(fresh|straight) (out of|from) (school|college|university)\b|\bdate of birth\b|\bhow old\b|\bborn (after|before|since)\b|\b(recent|young) (graduates?|school leavers?)\b|\byoung (and|team|person|people only)\b`,
		},
		{
			"fair.sex_pregnancy_family", `(young |single |working |new |mature |older? |local |pretty |strong |biological |nice )?(m[uo]ms?|mummies|mothers?|fathers?|dads?|girls?|boys?|lads?|lady|ladies|gentlem[ae]n|wom[ae]n|m[ae]n|males?|females?|(fe)?male (carer|cleaner|nurse|staff|driver|worker|assistant|receptionist|teacher|instructor|guard|officer|cook|waiter|host|attendant|model|colleague|therapist|trainer)s?( (for|to|in|on|with|at)\b.*)?|guys|blokes?|lass(es)?|fellas?|grandmothers?|grandfathers?|parents?|childfree|chaps|salesm[ae]n|housewi(fe|ves))`,
			`\b(girls?|boys?|lads?|ladies) (for|who|wanted)\b|\bsales(wo)?men, not\b|\bbiological (women|men)\b|\bconceive\b|\bpregnancy test\b|\bchildless\b|\bchild[- ]?free\b|\b(strong|young|pretty|nice|mature|older|big|burly|settled|good|smart|tough|fit|well-built|friendly|attractive|single|local|reliable) (girl|boy|lad|lady|bloke|man|woman|guy|chap|gentleman|lass|fella|family man)\b|\bsick (kids|children)\b|\bwho (else )?lives\b|\bmaternity plans\b`,
		},
		{
			"fair.race_ethnicity_national_origin", `british|americans?|english|locals?|natives?|westerners?|(eastern |western )?europeans?|whites?|blacks?|asians?|indians?|polish|poles|irish|french|germans?|arabs?|africans?|turks?|foreigners?|roma|gyps(y|ies)|travellers?|accents?|immigrants?|migrants?|refugees?|asylum seekers?|(visa|green card|passport) holders?`,
			`\bmigration background\b|\b(european|western|asian|african|foreign|white|english|british|american|german|french|local|native)[- ]looking\b|\bparents (come|came|are) from\b|\bsounds? (british|american|english|native|local|white|foreign)\b|\bborn \w+ speakers?\b|\bmother tongue\b|\blike a native\b|(^|[^-])\bnative( \w+)? speakers?\b|\b(without|no) (an? |any )?(\w+ )?accents?\b|\b(speakers?|staff|someone|somebody|applicants?|candidates?|m[ae]n|wom[ae]n|lads?|girls?|waiters?|hosts?|chefs?) of \w+ (origin|descent|ancestry|heritage|extraction|blood)\b|\b(grown|grew|brought) up in\b|\braised in\b|\b(citizens?|nationals?|british|americans?|germans?|french) by birth\b|\w+-born (people|applicants?|candidates?|staff|only)\b|\b(white|black|brown|asian|foreign|english|european) faces?\b`,
		},
		{"fair.marital_status", `singles?|singletons?|divorcees?|newlyweds?|married|unmarried|spouses?|husbands?|wi(fe|ves)|bachelors?`, ``},
		{
			"fair.religion", `christians?|catholics?|protestants?|muslims?|jews?|jewish|hindus?|sikhs?|atheists?|believers?|churchgoers?|hijabs?|headscar(f|ves)|turbans?|veils?|kippas?|yarmulkes?|burqas?`,
			`\beats pork\b|\bdrinks alcohol\b|\bprays?\b`,
		},
		{"fair.sexual_orientation_gender_identity", `straight( (m[ae]n|wom[ae]n|guys?|people|lads?|girls?))?|gay (m[ae]n|people|wom[ae]n)|gays?|lesbians?|heterosexuals?|homosexuals?|lgbt\w*|trans( people)?|camp`, `\btoo (camp|butch|gay)\b`},
		{"fair.criminal_arrest_record", `ex-?(convicts?|offenders?|cons?|prisoners?)|convicts?|offenders?|criminals?|arrests?|(ever )?(been )?arrested|(ever )?(been )?convicted`, `\bcharges (that|which) were (dropped|dismissed)\b|\b(dropped|dismissed) charges\b|\bnever (been )?(arrested|charged|convicted|cautioned)\b`},
		{
			"fair.military_discharge", `(he|she|they) left the (army|navy|forces|military|air force)|reservists?|army reserve|national guard(s?m[ae]n)?|veterans?|ex-?(soldiers?|servicem[ae]n|forces|military|army)`,
			`\b(no|never|can't take|not take|without) (military|reserve|guard) leave\b|\b(in|from) the (national guard|reserves?|territorial army)\b|\b(compulsory|national|military) service (already |is |must be )*(done|behind|completed?|finished|over)\b|\b(honou?rable|dishonou?rable|general) discharge\b`,
		},
		{"fair.financial_credit", `(good|clean|bad|poor) credit( (history|score|rating|record))?|debts?|bankrupts?`, ``},
		{"fair.disability_health_genetic", `wheelchairs?( users?)?|disabled|handicapped|cripples?|autistics?|epileptics?|diabetics?|smokers?|non-?smokers?|(negative )?(hiv|genetic|std|blood) (test|screening|status|result)s?( (before|needed|required|first|with|at|result)\b.*)?|((past|previous|prior|old|existing|chronic|serious|recent|any) ){1,2}(\w+ )?(injur(y|ies)|surger(y|ies)|illness(es)?|operations?|conditions?|diagnos[ie]s)|hearing aids?|(cancer|heart|health|medical|psychiatric) history|adhd|ptsd|depression|anxiety|fatigue|cancer|asthmatics?|amputees?|dyslexics?|stutterers?|stammerers?|addicts?|(recovering |ex-?)?(alcoholics?|drinkers?)`, `\ball (of )?(their|your|his|her) (limbs|fingers|senses)\b|\b(two|both) (good|working|healthy|strong) (legs|arms|hands|eyes|ears)\b|\b(what|which|any) (medication|medicines?|tablets|pills)\b|\bwith (ptsd|adhd|depression|anxiety)$`},
		{
			"fair.photo_appearance", `afros?|dreadlocks?|dreads|cornrows|braids|fatt(y|ies)|(slim|slender|trim|curvy) (figure|build|waist)|grey hair|looks|beards?|clean[- ]shaven|good[- ]looks?|good[- ]looking|attractive|slim|slender|pretty|handsome|tall|fat|overweight|tattoos?|piercings?`,
			`\b\d+ ?(cm|m|ft|feet)( \w+)? tall\b|\b(dress|uniform|clothes) size\b|\b(dress|uniform|clothes),? size \d|^size \d|\bbody mass\b|\bbmi\b|\b(good|nice|great|long|lovely|shapely) (legs|figure|body|bust)\b|\blooks (count|matter|are important|help)\b`,
		},
		{
			"fair.politics", `(tory|tories|labour|conservatives?|republicans?|democrats?|lefties|leftists?|socialists?|afd|communists?|(political |party )?activists?|agitators?|(greens?|leave|remain|trump) (voter|supporter)s?)( voters?| supporters?| members?)?`,
			`\b(which|what) party\b|\b(they|he|she|who) votes?( for)?\b|\b(afd|tory|conservative|labour|republican|democrat|party) (supporters?|voters?|members?)\b`,
		},
		{"fair.union_membership", `unions?|((trade )?union|works council) (members?|types?|reps?|troublemakers?|militants?|activists?|supporters?)|strikers?|troublemakers?|shop stewards?`, `\bstrike history\b|\b(sat|served|been) on a works council\b`},
	} {
		one := `(` + p.words + `)`
		words := personalWords{
			rule:   p.rule,
			words:  regexp.MustCompile(`^(an? |the )?` + one + `( (or|and) ` + one + `)?( ` + workers + `)?$|^(an? )?(good|devout|practi[sc]ing|strict|proper|true|committed) ` + one + `\b`),
			picked: regexp.MustCompile(`^(an? |the )?([\w'-]+ ){0,2}` + one + `( (or|and) ` + one + `)?( (of|with|who|from|in|on|at|over|under|for|need|nearby)\b.*)?$`),
			begins: regexp.MustCompile(`^(an? |the )?` + one + `\b`),
		}
		if p.hints != "" {
			words.hints = regexp.MustCompile(p.hints)
		}
		list = append(list, words)
	}
	return list
})

func (p personalWords) are(text string) bool { return p.words.MatchString(text) }

func (p personalWords) hintsAt(text string) bool { return p.hints != nil && p.hints.MatchString(text) }

// arePicked reports whether a clause that picks somebody or leaves them out does so by the words.
func (p personalWords) arePicked(text string, isWork bool) bool {
	return p.picked.MatchString(text) || !isWork && p.begins.MatchString(text)
}
