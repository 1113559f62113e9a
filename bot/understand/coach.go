package understand

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yaoban/yaoban/domain"
)

// The commands about joint visits and coaching, beyond the table of GUIDE.md.
const (
	CoachRate   Intent = "coach.rate"
	CoachJoint  Intent = "coach.joint"
	CoachTask   Intent = "coach.task"
	CoachDone   Intent = "coach.done"
	CoachUndo   Intent = "coach.undo"
	CoachDecide Intent = "coach.decide"
	CoachShow   Intent = "coach.show"
	CoachTeam   Intent = "coach.team"
)

// CoachSaid is what a text says of a joint visit or a coaching. It is a command whatever its words would mean by themselves: they are
// free text, and only what it begins with says so. Nothing of it is compared.
type CoachSaid struct {
	Intent Intent
	// Number is the record that is meant, 0 if none is; Rep (userid) who is coached where no record is named.
	Number int64
	Rep    string
	// Date is the day in the field, zero if none was said. Month is the month that is asked for.
	Date, Month domain.Date
	CoachWords
	// Came: a manager says that she came along. Agrees: a follow-up is confirmed.
	Came, Agrees bool
	// Tasks: follow-ups are asked for, not coachings.
	Tasks bool
	// Maybe: the words do not say that a coaching is meant (改 1030 异议4, 撤销 1031). It is one if the number is a coaching's or that of a
	// follow-up, of which Anew is what it is changed into.
	Maybe bool
	Anew  []FollowUp
	// Text is what remains: a note or a reason.
	Text string
	// Also are the further follow-ups that a rep says are done, each with her own words.
	Also []DoneSaid
}

// DoneSaid is a follow-up that is done, with what its rep says of it.
type DoneSaid struct {
	Number int64
	Text   string
}

var (
	ratesRecord   = regexp.MustCompile(`^(?:请|我)?(?:要|来)?(?:给|对|把|为|修改|改|更正|更改|补充)?(?:一下)?(?:协访)?(?:辅导|带教|打分|评分|反馈打分)(?:记录|反馈|打分|评分)?[#:\s]*(\d{4,9})(?:号)?`)
	ratesNumbered = regexp.MustCompile(`^(?:给|对|把|为|修改|改)?[#\s]*(\d{4,9})\s*(?:号)?(?:的|那次|这次)?(?:协访|拜访)?(?:打分|评分|打个分|辅导反馈|辅导)(?:是|:)?`)
	ratesRep      = regexp.MustCompile(`^(?:(?:我|请)?(?:要|来)?(?:修改|改|更正)?(?:给|对|和|跟|陪|带着|带)?)`)
	coachVerb     = regexp.MustCompile(`^(?:现场|实地|随访)?(?:辅导|带教|协访辅导|打分|评分)(?:了|打分|评分|反馈)*`)
	joinsNot      = regexp.MustCompile(`^(?:我)?(?:没有?|未)(?:一起|一同|跟着|跟)?(?:去|同去|协访|参加|去协访|随访|跟访|到场)(?:过)?[#:\s]*(\d{4,9})(?:号)?了?$|^[#\s]*(\d{4,9})(?:号)?(?:那次|这次|那天)?\s*(?:我)?(?:没有?|未)(?:一起|一同)?(?:去|同去|协访|参加|去协访|随访|跟访|到场)过?$|^否认协访[#:\s]*(\d{4,9})$`)
	joins         = regexp.MustCompile(`^(?:确认|是)(?:协访|同去|有同去|一起去)了?[#:\s]*(\d{4,9})(?:号)?$|^[#\s]*(\d{4,9})(?:号)?\s*(?:我)?(?:确认协访|是我协访的?|我?有同去|我?同去了|一起去了|协访属实)$`)
	givesTasks    = regexp.MustCompile(`^(?:请|给|再)?(?:加|新增|添加|增加|布置|改|修改)?(?:一[条个项])?(?:辅导)?(?:待办|任务|作业)[#:\s]*(\d{4,9})(?:号)?\s*[,:]?`)
	dropsTask     = regexp.MustCompile(`^(?:取消|撤销|撤回|删除|删掉|作废|不用做)(?:辅导)?(?:待办|任务|作业)[#:\s]*(\d{4,9})(?:号)?$|^(?:待办|任务|作业)[#:\s]*(\d{4,9})(?:号)?(?:取消|不用做|作废|不做)了?$`)
	dropsCoaching = regexp.MustCompile(`^(?:取消|撤销|撤回|删除|删掉|作废)(?:这次|那次)?(?:协访)?(?:辅导|打分|评分|反馈)(?:记录)?[#:\s]*(\d{4,9})(?:号)?$`)
	changesRecord = regexp.MustCompile(`^(?:请|把)?(?:修改|更正|更改|改)(?:一下)?[#:\s]*(\d{4,9})(?:号)?\s*[,:]?`)
	dropsRecord   = regexp.MustCompile(`^(?:取消|撤销|撤回|删除|删掉|作废)[#:\s]*(\d{4,9})(?:号)?$`)
	finishes      = regexp.MustCompile(`^(?:已经?|都)?(?:完成|做完|练完|办好|做好|搞定)了?(?:辅导)?(?:待办|任务|作业)?[#:\s]*(\d{4,9})(?:号)?(?:了)?`)
	finished      = regexp.MustCompile(`^(?:辅导)?(?:待办|任务|作业)?[#\s]*(\d{4,9})(?:号)?\s*(?:已经?|都)?(?:完成|做完|练完|办好|做好|搞定)了?`)
	confirmsTask  = regexp.MustCompile(`^(?:确认|认可)(?:完成)?(?:辅导)?(?:待办|任务|作业)?[#:\s]*(\d{4,9})(?:号)?(?:已?完成|做完)?了?$`)
	reopensTask   = regexp.MustCompile(`^(?:重开|重做|重新打开|退回)(?:辅导)?(?:待办|任务|作业)[#:\s]*(\d{4,9})(?:号)?|^重开[#:\s]*(\d{4,9})(?:号)?`)
	showsCoaching = regexp.MustCompile(`^(?:看|查|查看|看看)(?:一下)?(?:辅导|带教)(?:记录|反馈)?[#:\s]*(\d{4,9})(?:号)?$`)
	listsCoaching = regexp.MustCompile(`^(?:看|查|查看|看看)?(?:一下)?(?:我的|我)?(?:协访)?(?:辅导|带教)(?:记录|历史|反馈|列表|情况如何)?$|^(?:待打分|没打分的?协访|协访待打分|打分|评分)$`)
	listsTasks    = regexp.MustCompile(`^(?:看|查|查看|看看)?(?:一下)?(?:我的|我|团队的?)?(?:辅导|带教)(?:待办|任务|作业)(?:列表|有哪些)?$`)
	coachingOf    = regexp.MustCompile(`^(?:的)?(?:协访)?(?:辅导|带教)(?:记录|历史|反馈|情况|待办|任务|作业)?(?:怎么样|如何)?$`)
	coachingTeam  = regexp.MustCompile(`^(?:看|查|查看|看看)?(?:一下)?(?:本月|这个月|上个?月|\d{1,2}月份?)?(?:的)?(?:团队|经理们?|主管们?|各组|大家|下属经理)?(?:的)?(?:本月|这个月|上个?月|\d{1,2}月份?)?(?:的)?(?:协访)?(?:辅导|带教)(?:情况|天数|统计|汇总|指标|次数)(?:怎么样|如何)?$|^谁(?:还)?没(?:有)?(?:做)?(?:辅导|带教|打分)$|^(?:团队|经理们?|主管们?)(?:的)?(?:辅导|带教)$`)
)

// coachSaid reads what a text says of joint visits and coaching, nil if it is none of that.
func (m *message) coachSaid() *CoachSaid {
	if m.who.Role != domain.Rep && !m.who.Role.Manages() {
		return nil
	}
	s := m.string()
	if !strings.Contains(s, "辅导") && !strings.Contains(s, "带教") && !strings.Contains(s, "分") && !m.holdsNumber() {
		return nil
	}
	trace := m.trace
	m.trace = nil // none of it is compared
	defer func() { m.trace = trace }()
	bare := strings.TrimRight(strings.Trim(s, " ,。!?\n"), "吧啦哈呀啊")
	if m.who.Role == domain.Rep {
		return m.coachedSaid(s, bare)
	}
	number := func(re *regexp.Regexp, text string) (int64, int) {
		at := re.FindStringSubmatchIndex(text)
		for i := 2; i+1 < len(at); i += 2 {
			if at[i] >= 0 {
				return recordNumber(text[at[i]:at[i+1]]), at[1]
			}
		}
		return 0, 0
	}
	for _, c := range []struct {
		re   *regexp.Regexp
		said CoachSaid
	}{{joinsNot, CoachSaid{Intent: CoachJoint}}, {joins, CoachSaid{Intent: CoachJoint, Came: true}}, {dropsTask, CoachSaid{Intent: CoachUndo}},
		{dropsCoaching, CoachSaid{Intent: CoachUndo}}, {confirmsTask, CoachSaid{Intent: CoachDecide, Agrees: true}}, {showsCoaching, CoachSaid{Intent: CoachShow}}} {
		if n, _ := number(c.re, bare); n != 0 {
			c.said.Number = n
			return &c.said
		}
	}
	if n, end := number(reopensTask, s); n != 0 {
		return &CoachSaid{Intent: CoachDecide, Number: n, Text: m.said(s[end:])}
	}
	if n, end := number(givesTasks, s); n != 0 {
		return &CoachSaid{Intent: CoachTask, Number: n, CoachWords: CoachWords{FollowUps: m.followUps(s[end:])}}
	}
	for _, re := range []*regexp.Regexp{ratesRecord, ratesNumbered} {
		if n, end := number(re, s); n != 0 {
			said := CoachSaid{Intent: CoachRate, Number: n, CoachWords: m.coachWords(s[end:])}
			return &said
		}
	}
	switch {
	case coachingTeam.MatchString(bare):
		return &CoachSaid{Intent: CoachTeam, Month: m.monthSaid(bare)}
	case listsTasks.MatchString(bare):
		return &CoachSaid{Intent: CoachShow, Tasks: true}
	case listsCoaching.MatchString(bare):
		return &CoachSaid{Intent: CoachShow}
	}
	if n, _ := number(dropsRecord, bare); n != 0 {
		return &CoachSaid{Intent: CoachUndo, Number: n, Maybe: true}
	}
	if n, end := number(changesRecord, s); n != 0 {
		return &CoachSaid{Intent: CoachRate, Number: n, Maybe: true, CoachWords: m.coachWords(s[end:]), Anew: m.followUps(s[end:])}
	}
	return m.coachesRep(s)
}

// coachesRep reads a manager's coaching of a rep whom she names, without a record: 今天带教陈晓 45344, 陈晓的辅导.
func (m *message) coachesRep(s string) *CoachSaid {
	i := slices.IndexFunc(m.staff, func(c staffMention) bool { return !c.manager && len(c.userids) == 1 })
	if i < 0 {
		return nil
	}
	rep := m.staff[i]
	before, after := string(m.r[:rep.from]), string(m.r[rep.to:])
	if strings.Trim(before, " 看查一下的把给") == "" && coachingOf.MatchString(strings.TrimRight(after, " ,。!?吧啦哈呀啊")) {
		return &CoachSaid{Intent: CoachShow, Rep: rep.userids[0], Tasks: strings.Contains(after, "待办") || strings.Contains(after, "任务") || strings.Contains(after, "作业")}
	}
	said := &CoachSaid{Intent: CoachRate, Rep: rep.userids[0]}
	head := before
	for _, t := range m.tokens {
		if t.kind == tokDay && !t.dead && t.day.single() && (t.to <= rep.from || t.from >= rep.to && t.from <= rep.to+8) {
			if said.Date = t.day.on(m.today, false); t.to <= rep.from {
				head = string(m.r[:t.from]) + string(m.r[t.to:rep.from])
			} else {
				after = string(m.r[rep.to:t.from]) + string(m.r[t.to:])
			}
			break
		}
	}
	head = strings.TrimLeft(strings.TrimSpace(head), ",:")
	if coachVerb.FindString(head) != head {
		head = strings.TrimPrefix(head, ratesRep.FindString(head))
	}
	switch verb := coachVerb.FindString(strings.TrimLeft(after, " ")); {
	case coachVerb.FindString(head) == head && head != "": // 辅导陈晓 45344
	case head == "" && verb != "": // 给陈晓打分 45344
		after = strings.TrimPrefix(strings.TrimLeft(after, " "), verb)
	default:
		return nil
	}
	said.CoachWords = m.coachWords(after)
	return said
}

// coachedSaid reads what a rep says of being coached: 完成 1031 练了三遍, 我的辅导, 看辅导 1030.
func (m *message) coachedSaid(s, bare string) *CoachSaid {
	for _, re := range []*regexp.Regexp{finishes, finished} {
		if at := re.FindStringSubmatchIndex(s); at != nil && !startsHan(s[at[1]:]) {
			done := m.doneSaid(s, at)
			said := &CoachSaid{Intent: CoachDone, Number: done[0].Number, Text: done[0].Text}
			if len(done) > 1 {
				said.Also = done[1:]
			}
			return said
		}
	}
	switch found := showsCoaching.FindStringSubmatch(bare); {
	case found != nil:
		return &CoachSaid{Intent: CoachShow, Number: recordNumber(found[1])}
	case listsTasks.MatchString(bare):
		return &CoachSaid{Intent: CoachShow, Tasks: true}
	case listsCoaching.MatchString(bare) && !strings.HasSuffix(bare, "分"):
		return &CoachSaid{Intent: CoachShow}
	}
	return nil
}

// startsHan reports whether words go on without a break, so that what stands before is a part of them: 完成1031盒.
func startsHan(rest string) bool {
	c, _ := utf8.DecodeRuneInString(rest)
	return rest != "" && !isBreak(c)
}

// said returns the end of the text as it was written.
func (m *message) said(rest string) string {
	n := utf8.RuneCountInString(rest)
	return m.cut(len(m.r)-n, len(m.r))
}
