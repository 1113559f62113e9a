package past

import (
	"fmt"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/roster"
)

// notes are what reps tell at length, by product. Each rep uses one after the other, because a note that nearly copies an earlier
// one is a risk for her reviewer, and the past has only those that it stages.
var notes = map[string][]string{
	"立舒平": {"讲了立舒平老年患者的用药数据，门诊慢病随访的人多", "把立舒平血脂达标的随访表过了一遍，护士站也留了一份", "学术交流立舒平在糖尿病合并高血脂人群的研究",
		"回访立舒平的使用情况，门诊复查的病人大多能坚持", "介绍立舒平新适应症的说明书变化，留了一页对照表", "讲立舒平强化降脂的亚组数据，他最关心高龄病人", "跟进上次答应的立舒平资料，单页和文献都送到了"},
	"安络畅": {"介绍安络畅介入术后双抗的疗程建议，出院带药清单想统一", "聊了安络畅和胃药合用的文献，他问得很细", "回访安络畅的用药反馈，科里换药流程已经理顺", "学术交流安络畅在外周动脉人群的循证证据",
		"讲安络畅起始负荷的用法，进修医生也一起听"},
	"倍欣康": {"带了倍欣康心衰指南的解读，一起看了两页重点", "讲倍欣康起始剂量的节奏，进修的同事也旁听", "倍欣康真实世界研究的结果讲了一遍，重点看一年的随访", "学术交流倍欣康在射血分数保留人群的循证证据",
		"和他核对了倍欣康门诊慢病长处方的要求", "回访倍欣康的使用情况，随访护士已经会调整"},
	"糖维宁": {"讲糖维宁心肾获益的研究，重点是合并肾病的病人", "回访糖维宁的使用情况，复查的指标都比较平稳", "带了糖维宁指南更新的单页，把推荐级别过了一遍", "讲糖维宁起始治疗的人群选择，年轻医生提了几个问题",
		"糖维宁慢性肾病适应症的说明书变化讲了一遍", "学术交流糖维宁和心内科共管病人的路径"},
	"诺胰平": {"学术交流诺胰平体重管理的数据，门诊肥胖病人不少", "介绍诺胰平注射笔的操作，护士现场练了两遍", "跟进诺胰平患者教育课的安排，想放在上午门诊后", "聊了诺胰平和基础胰岛素联合的文献", "和他看了诺胰平真实世界依从性的研究"},
	"肺舒清": {"讲肺舒清吸入装置的操作要点，带了演示器", "学术交流肺舒清按需使用的研究，看得很细", "介绍肺舒清慢阻肺稳定期的用法，发了患者手册", "回访肺舒清的使用情况，吸入技术考核大家都过了", "带了肺舒清指南推荐的单页，重点是维持加缓解",
		"跟进肺舒清吸入门诊的流程，想先从小组试起", "肺舒清真实世界研究讲了一遍，关注急诊就诊次数", "聊了肺舒清在哮喘控制不佳人群的数据", "讲肺舒清吸入训练怎么组织，护士长也来听"},
	"瑞胃安": {"讲瑞胃安根除方案里的位置，带了共识要点", "学术交流瑞胃安夜间酸突破的研究", "介绍瑞胃安代谢受基因型影响小的特点，留了文献", "回访瑞胃安的使用情况，内镜室反馈愈合不错", "跟进瑞胃安门诊宣教单，想放在候诊区", "瑞胃安维持治疗的疗程建议讲了一遍"},
}

// brief are what reps tell in a hurry; %s is the product.
var brief = []string{"%s，学术交流", "讲%s适应症", "%s，回访用药", "介绍%s", "%s，跟进", "学术交流%s"}

var (
	results = []string{"认可", "感兴趣", "认可", "同意试用", "考虑一下", "认可", "感兴趣", "没表态", "支持", "有点顾虑"}
	away    = []string{"没见到，手术中", "不在，出差了", "没见到，开会去了", "没碰上"}
	replies = []string{"收到，下次带上", "好的，周四去的时候补上", "明白，资料已经在准备", "收到，谢谢提醒"}
	praise  = []string{"切入点很好，先讲病人再讲产品", "下次约的时间很具体，继续保持", "记得很完整，团队可以学", "和上次的话题接得上，很好"}
	advice  = []string{"下次带上最新指南，围绕重点病人谈", "把科里的用药流程问清楚", "争取约到科室会", "顾虑要当面回应，先准备两篇文献"}
)

func pick[T ~int | ~int64](from []string, n T) string { return from[int(n)%len(from)] }

// departments are how people shorten them.
var departments = map[string]string{"心血管内科": "心内", "内分泌科": "内分泌", "呼吸与危重症医学科": "呼吸", "消化内科": "消化", "神经内科": "神内", "肾内科": "肾内", "老年医学科": "老年科",
	"全科医学科": "全科", "副院长办公室": ""}

// called is how a rep names a doctor: place, department, name, form of address.
func (p *play) called(d roster.Doctor) string {
	place := d.Hospital
	if i := slices.IndexFunc(p.Hospitals, func(h roster.Hospital) bool { return h.Code == d.Hospital }); i >= 0 {
		aliases := p.Hospitals[i].Aliases
		place = aliases[min(1, len(aliases)-1)]
	}
	department, ok := departments[d.Department]
	if !ok {
		department = d.Department
	}
	address := "医生"
	if strings.Contains(d.Title, "主任") {
		address = "主任"
	}
	return place + department + d.Name + address
}

// brand is a product that the doctor's patients may need, or the first of the rep's lines.
func (p *play) brand(r *rep, d roster.Doctor, of ...any) string {
	var brands []string
	for _, x := range p.Products {
		if slices.Contains(d.Needs, x.Code) {
			brands = append(brands, x.Brand)
		}
	}
	if len(brands) == 0 {
		for _, x := range p.Products {
			if len(r.Lines) > 0 && x.Area == r.Lines[0] {
				brands = append(brands, x.Brand)
			}
		}
	}
	return brands[draw(len(brands), append(of, "brand", d.Code)...)]
}

// times are when visits of half a day begin, so that no two overlap.
var times = map[string][]string{"上午": {"上午9点", "上午10点", "上午11点", "上午11点半"}, "下午": {"下午2点", "下午3点", "下午4点", "下午4点半", "下午5点"}}

// clause tells of one visit, the n-th of half a day.
func (p *play) clause(day domain.Date, r *rep, d roster.Doctor, n int, half string) string {
	key := []any{r.UserID, day, d.Code}
	begin := times[half][min(n, len(times[half])-1)]
	if draw(100, append(key, "absent")...) < 7 {
		return fmt.Sprintf("%s去找%s，%s", begin, p.called(d), away[draw(len(away), key...)])
	}
	brand := p.brand(r, d, day)
	topic := fmt.Sprintf(brief[draw(len(brief), append(key, "brief")...)], brand)
	if all := notes[brand]; draw(100, append(key, "long")...) < 40 && r.notes[brand] < len(all) {
		topic = all[r.notes[brand]]
		r.notes[brand]++
	}
	parts := []string{begin + p.called(d), topic, fmt.Sprintf("%d分钟", 10+5*draw(4, append(key, "minutes")...)), results[draw(len(results), append(key, "result")...)]}
	if draw(3, append(key, "next")...) == 0 {
		parts = append(parts, "下周"+string([]rune("一二三四五")[draw(5, append(key, "weekday")...)])+"再去")
	}
	return strings.Join(parts, "，")
}

// short tells of one visit by SMS.
func (p *play) short(day domain.Date, r *rep, d roster.Doctor) string {
	place := d.Hospital
	if i := slices.IndexFunc(p.Hospitals, func(h roster.Hospital) bool { return h.Code == d.Hospital }); i >= 0 {
		place = p.Hospitals[i].Aliases[len(p.Hospitals[i].Aliases)-1]
	}
	return fmt.Sprintf("BF %s %s %s %dfz %s", d.Name, place, p.brand(r, d, day), 10+5*draw(4, r.UserID, day, d.Code), results[draw(len(results), r.UserID, day, d.Code, "result")])
}
