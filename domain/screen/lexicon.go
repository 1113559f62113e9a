package screen

import "strings"

// class is what a word does in the rules. A word may do several things.
type class uint64

const (
	doctor   class = 1 << iota // a doctor, or a word that stands for one
	pronoun                    // he, she, they: a doctor where the context has one
	dept                       // a department of a hospital, or its staff
	hospital                   // a hospital as a whole, a pharmacy, a distributor: shipments to these are no secret
	person                     // other people who are sometimes given things: nurses, relatives of a doctor
	period                     // a time over which one counts
	rate                       // an average
	rx                         // to prescribe
	use                        // to use up, to turn over: prescribing in other words
	statWord                   // the forbidden figure by its own name
	statNoun                   // a figure that is forbidden if it is a doctor's
	ask                        // to look up, to rank, to hand over figures
	stock                      // to store, to deliver, to order: the way of goods
	intake                     // a patient takes a drug
	patient                    // a patient
	harm                       // what happens to a patient
	broken                     // what is wrong with a pack
	limit                      // how much may be prescribed at once
	trial                      // a first try
	pack                       // counts packs
	script                     // counts prescriptions
	cases                      // counts patients
	money                      // counts money
	timeUnit                   // counts time, visits, people: never packs
	goods                      // what is counted like packs and is none: pens, copies
	give                       // to give
	transfer                   // to give money
	bribe                      // a bribe by its own name
	gift                       // a gift if it is given
	fee                        // a fee that may be a cover
	cover                      // words that give a cover away
	perUnit                    // by the pack
	pay                        // to pay back by the pack
	approved                   // went the lawful way
	invite                     // to invite
	along                      // together with
	meal                       // a meal or a drink
	fun                        // an entertainment
	treat                      // hospitality by its own name
	settle                     // to foot a bill
	travel                     // travel costs
	taskWord                   // a sales task by its own name
	taskNoun                   // a target, if it counts packs or money
	must                       // to have to, to reach
	forbid                     // says no to what follows
	teach                      // speaks of the rules
	yet                        // takes a no back
	say                        // reports what was said
	own                        // the speaker herself, or her family
	want                       // to ask for, to carry
	perHead                    // so many for each person or hospital
	thing                      // counts things that are given
	academic                   // what may be given: papers, copies, invitations
	number                     // a number
	named                      // a name, by its surname and its place
	wish                       // to want: a task only with a word of prescribing
	trend                      // grows or falls
	gadget                     // a gift if it is plainly given
	present                    // to give a present
	wire                       // to transfer money, and nothing else
	question                   // how many
	filler                     // stands between a number and its unit
	price                      // speaks of a price
)

// word is a word of the lexicon with what it does; class 0 only keeps its characters from being read as another word.
type word struct {
	class
	words string
}

// node is a node of the trie of all words.
type node struct {
	next  map[rune]*node
	class class
	ends  bool
}

// columnWords are the headings of tables that set doctors beside figures.
var (
	doctorColumn = wordSet(`医生 姓名 处方医生 开方医生 主任 医师 开单医生 处方医师 doctor name ysxm yisheng`)
	figureColumn = wordSet(`数量 盒数 支数 瓶数 用量 处方 处方量 处方数 销量 月用量 开药数 开药量 产出 贡献 qty count 上月 本月 处方统计表`)
)

func wordSet(s string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(s) {
		set[w] = true
	}
	return set
}

var lexicon = grow(prescribing, giving, treating, tasks, world, combined)

func grow(lists ...[]word) *node {
	root := &node{}
	for _, list := range lists {
		for _, entry := range list {
			for _, w := range strings.Fields(entry.words) {
				n := root
				for _, r := range w {
					if n.next == nil {
						n.next = map[rune]*node{}
					}
					if n.next[r] == nil {
						n.next[r] = &node{}
					}
					n = n.next[r]
				}
				n.class |= entry.class
				n.ends = true
			}
		}
	}
	return root
}

// longest returns how many characters from i on make the longest known word, and its class; 0 if there is none. A word may
// be torn by marks; a comma may tear only what is plainly spelled out, never an innocent pair of neighbours.
func longest(at *node, cs []char, i int) (n int, c class) {
	latin := isLatin(cs[i].r)
	if latin && i > 0 && cs[i].gap == tight && isLatin(cs[i-1].r) {
		return 0, 0
	}
	commas := 0
	for j := i; j < len(cs); j++ {
		if j > i && cs[j].gap == stop {
			break
		}
		if j > i && cs[j].gap == comma {
			commas++
		}
		at = at.next[cs[j].r]
		if at == nil {
			break
		}
		if !at.ends || latin && j+1 < len(cs) && cs[j+1].gap == tight && isLatin(cs[j+1].r) {
			continue
		}
		if commas > 0 && (at.class&(statWord|bribe) == 0 || commas != j-i) {
			continue
		}
		n, c = j-i+1, at.class
	}
	return n, c
}

func isLatin(r rune) bool { return r >= 'a' && r <= 'z' }
