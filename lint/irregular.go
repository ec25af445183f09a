package lint

import (
	"strings"
	"sync"
)

// irregularVerbs maps verbs to their irregular forms, separated by slashes.
//
//nolint:gochecknoglobals // a read-only table
var irregularVerbs = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for line := range strings.FieldsSeq(`
be:was/were/been/is/are/am become:became bear:bore/borne beat:beat/beaten begin:began/begun bend:bent bet:bet bite:bit/bitten bleed:bled
blow:blew/blown break:broke/broken breed:bred bring:brought build:built burn:burnt/burned burst:burst buy:bought catch:caught choose:chose/chosen
come:came cost:cost creep:crept cut:cut deal:dealt dig:dug do:did/done/does draw:drew/drawn dream:dreamt/dreamed drink:drank/drunk drive:drove/driven
eat:ate/eaten fall:fell/fallen feed:fed feel:felt fight:fought find:found flee:fled fly:flew/flown forbid:forbade/forbidden forget:forgot/forgotten
forgive:forgave/forgiven freeze:froze/frozen get:got/gotten give:gave/given go:went/gone grow:grew/grown hang:hung have:had/has hear:heard
hide:hid/hidden hit:hit hold:held hurt:hurt keep:kept know:knew/known lay:laid lead:led leave:left let:let lie:lied/lay/lain/lying lose:lost
make:made mean:meant meet:met mislead:misled overtake:overtook/overtaken pay:paid put:put quit:quit/quitted read:read ride:rode/ridden ring:rang/rung
rise:rose/risen run:ran/run say:said see:saw/seen seek:sought sell:sold send:sent set:set shake:shook/shaken shine:shone shoot:shot show:showed/shown
shut:shut sing:sang/sung sink:sank/sunk sit:sat sleep:slept slide:slid speak:spoke/spoken spend:spent spin:spun split:split spread:spread
stand:stood steal:stole/stolen stick:stuck strike:struck/stricken strive:strove swear:swore/sworn sweep:swept swim:swam/swum take:took/taken
teach:taught tear:tore/torn tell:told think:thought throw:threw/thrown understand:understood wake:woke/woken wear:wore/worn weep:wept win:won
withdraw:withdrew/withdrawn withhold:withheld write:wrote/written undercut:undercut undergo:underwent/undergone overrun:overran
outgrow:outgrew/outgrown outdo:outdid/outdone outsell:outsold underpay:underpaid overpay:overpaid misspend:misspent
stop:stopped/stopping drop:dropped/dropping`) {
		base, forms, _ := strings.Cut(line, ":")
		m[base] = forms
	}
	for _, base := range []string{"cut", "get", "hit", "let", "put", "quit", "run", "set", "shut", "sit", "spin", "split", "swim", "win", "begin", "dig", "forget", "bet", "forbid", "stop", "drop", "undercut", "overrun"} {
		m[base] += "/" + base + base[len(base)-1:] + "ing"
	}
	return m
})

// irregularPlurals maps nouns to irregular plurals, and verbs to irregular third persons.
//
//nolint:gochecknoglobals // a read-only table
var irregularPlurals = sync.OnceValue(func() map[string]string {
	return map[string]string{
		"man": "men", "woman": "women", "child": "children", "person": "people", "wife": "wives", "life": "lives", "half": "halves",
		"be": "is", "have": "has", "foreman": "foremen", "policeman": "policemen", "boss": "bosses", "crisis": "crises", "staff": "staff",
		"thief": "thieves", "layman": "laymen", "salesman": "salesmen", "craftsman": "craftsmen",
	}
})
