package simulate

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/calendar"
	"github.com/yaoban/yaoban/domain/roster"
)

// The generated company, by section 4 of what the field tells of itself: a manager has up to eight reps and a director six managers;
// of a rep's doctors about a fifth are A, two fifths B and two fifths C, with some D; one rep in ten has no data and writes short
// messages only.
const (
	repsOfManager      = 8
	managersOfDirector = 6
	hospitalsOfRep     = 3
	smsReps            = 10
	// assignedBefore is how many days before the month began the doctors became the reps' own.
	assignedBefore = 8
)

const (
	surnames   = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
	givenNames = "建国志强丽娟秀英海燕晓东文斌俊杰静怡玉珍思远浩然"
)

var (
	areas       = []string{"城东", "城南", "城北", "河东", "湖滨", "海港", "新城", "老城", "临江", "云山", "长宁", "金沙", "白石", "青龙", "紫阳", "平川", "泰和", "安定", "永兴", "丰泽"}
	sorts       = []string{"人民", "中医", "中心", "二院"}
	levels      = []string{"三级甲等", "三级乙等", "二级甲等", "二级甲等"}
	departments = []string{"心血管内科", "内分泌科", "神经内科", "老年医学科", "全科医学科"}
	titles      = []string{"主任医师", "副主任医师", "主治医师", "主治医师"}
	windows     = []string{"", "", "周二|周四", "周一|周三|周五", "周三"}
	gradesOf16  = "BCABCBCABCCBACDB"
)

// Generate makes up a company of so many reps with so many doctors each, always the same for a seed. Where the days that are simulated
// are long enough, they hold two days off and a Saturday worked in exchange.
func Generate(seed uint64, reps, doctors int, from domain.Date, days int) (Files, error) {
	random := rand.New(rand.NewPCG(seed, 1))
	f := Files{}
	var err error
	add := func(table string, text *strings.Builder) {
		lines, e := roster.ReadCSV(strings.NewReader(text.String()))
		if e != nil && err == nil {
			err = fmt.Errorf("make up the %s of a company: %w", table, e)
		}
		f[table] = lines
	}
	add("staff", generateStaff(reps, from))
	add("hospitals", generateHospitals(reps, random))
	add("doctors", generateDoctors(reps, doctors, from, random))
	products := &strings.Builder{}
	products.WriteString("code,brand,generic,aliases,area\nP01,立舒平,阿托伐他汀钙片,阿托伐他汀|阿托,心血管\nP02,安络畅,硫酸氢氯吡格雷片,氯吡格雷,心血管\n" +
		"P03,倍欣康,沙库巴曲缬沙坦钠片,沙库巴曲|沙库,心血管\nP04,糖维宁,达格列净片,达格列净,内分泌\n")
	add("products", products)
	if holidays := generateHolidays(from, days); holidays != nil {
		add("holidays", holidays)
	}
	return f, err
}

func generateStaff(reps int, from domain.Date) *strings.Builder {
	b := &strings.Builder{}
	b.WriteString("userid,name,role,manager,mobile,from,to,lines,channel,deputy\n")
	since := from.AddDays(-60).String()
	fmt.Fprintf(b, "pv01,安全员,safety,,13500000001,%s,,,auto,\n", since)
	for i := range reps {
		manager := i / repsOfManager
		director := manager / managersOfDirector
		if i%(repsOfManager*managersOfDirector) == 0 {
			fmt.Fprintf(b, "dir%02d,%s,director,,1360%07d,%s,,,auto,\n", director+1, staffName(mostStaffReps+mostStaffReps/repsOfManager+director), director+1, since)
		}
		if i%repsOfManager == 0 {
			fmt.Fprintf(b, "mgr%03d,%s,manager,dir%02d,1370%07d,%s,,,auto,\n", manager+1, staffName(mostStaffReps+manager), director+1, manager+1, since)
		}
		channel := "auto"
		if i%smsReps == smsReps/2 {
			channel = "sms"
		}
		fmt.Fprintf(b, "rep%04d,%s,rep,mgr%03d,1380%07d,%s,,心血管|内分泌,%s,\n", i+1, staffName(i), manager+1, i+1, since, channel)
	}
	return b
}

// hospitalsFor is how many hospitals so many reps work at; neighbours share some.
func hospitalsFor(reps int) int { return min(max(hospitalsOfRep, reps/2), len(areas)*len(sorts)) }

func generateHospitals(reps int, random *rand.Rand) *strings.Builder {
	b := &strings.Builder{}
	b.WriteString("code,name,level,aliases,reception\n")
	for i := range hospitalsFor(reps) {
		area, sort := areas[i%len(areas)], sorts[i/len(areas)%len(sorts)]
		fmt.Fprintf(b, "H%02d,%s%s医院,%s,%s%s,%s\n", i+1, area, strings.TrimSuffix(sort, "院"), levels[i%len(levels)], area, sort,
			windows[random.IntN(len(windows))])
	}
	return b
}

func generateDoctors(reps, doctors int, from domain.Date, random *rand.Rand) *strings.Builder {
	b := &strings.Builder{}
	b.WriteString("code,name,hospital,department,title,post,grade,rep,outpatients,beds,needs,since\n")
	n := hospitalsFor(reps)
	since := from.AddDays(-assignedBefore).String()
	for i := range reps {
		for d := range doctors {
			hospital := (i/2*2 + d%hospitalsOfRep) % n
			fmt.Fprintf(b, "D%04d%03d,%s,H%02d,%s,%s,,%s,rep%04d,%d,%d,P01,%s\n", i+1, d+1, nameOf(d), hospital+1, departments[random.IntN(len(departments))],
				titles[random.IntN(len(titles))], gradesOf16[d%16:d%16+1], i+1, 500+random.IntN(4000), 20+random.IntN(60), since)
		}
	}
	return b
}

// nameOf is the name of a rep's i-th doctor; no two alike among the first few hundred.
func nameOf(i int) string {
	s, g := []rune(surnames), []rune(givenNames)
	return string(s[i%len(s)]) + string(g[(i/len(s)*7+i)%len(g)]) + string(g[(i*5+3)%len(g)])
}

// staffSurnames are none of the doctors' and none of the newcomers'.
const (
	staffSurnames    = "何吕施张孔曹严华金魏陶姜"
	newcomerSurnames = "谢邹喻柏窦章云苏潘葛"
	// mostStaffReps is how many reps have names before those of managers begin.
	mostStaffReps = 5000
)

// staffName is the name of the i-th of the staff; no two alike among the first six thousand.
func staffName(i int) string {
	s, g := []rune(staffSurnames), []rune(givenNames)
	second := i / len(s) % len(g)
	return string(s[i%len(s)]) + string(g[second]) + string(g[(i/len(s)/len(g)+second+1)%len(g)])
}

// newcomerName is the name of the i-th doctor whom reps add.
func newcomerName(i int) string {
	s, g := []rune(newcomerSurnames), []rune(givenNames)
	return string(s[i%len(s)]) + string(g[i/len(s)%len(g)]) + string(g[(i*5+i/len(s)+2)%len(g)])
}

// generateHolidays puts a holiday of two workdays and its exchange into the days that are simulated, nil if they are too few.
func generateHolidays(from domain.Date, days int) *strings.Builder {
	var weekdays, saturdays []domain.Date
	for i := range days {
		d := from.AddDays(i)
		switch {
		case !calendar.Default().Workday(d) && d.Weekday() == 6:
			saturdays = append(saturdays, d)
		case calendar.Default().Workday(d):
			weekdays = append(weekdays, d)
		}
	}
	if len(weekdays) < 6 || len(saturdays) == 0 {
		return nil
	}
	b := &strings.Builder{}
	b.WriteString("date,kind,name\n")
	for _, d := range weekdays[len(weekdays)/2 : len(weekdays)/2+2] {
		b.WriteString(d.String() + ",off,模拟假日\n")
	}
	b.WriteString(saturdays[len(saturdays)-1].String() + ",work,模拟调休\n")
	return b
}

// clockWords says a clock time on the whole or half hour as people do: 15:30 is 下午三点半.
func clockWords(halves int) (text string, clock domain.TimeOfDay) {
	names := []string{"", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"}
	hour := halves / 2
	text, half := "上午", ""
	if hour >= 12 {
		text = "下午"
	}
	if halves%2 == 1 {
		half = "半"
	}
	name := (hour+11)%12 + 1
	return text + names[name] + "点" + half, domain.TimeOfDay(fmt.Sprintf("%02d:%s", hour, []string{"00", "30"}[halves%2]))
}

// dayWords names a date by month and day: 12月9号.
func dayWords(d domain.Date) string {
	return strconv.Itoa(int(d.Month)) + "月" + strconv.Itoa(d.Day) + "号"
}
