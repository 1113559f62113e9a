package feedback

import (
	"regexp"
	"strings"
	"unicode"
)

// Gone stands in a text where something was that told who a patient is.
const Gone = "某"

// numerals are Chinese figures as a class of a regular expression.
const numerals = `[0-9０-９一二两三四五六七八九十百〇零]`

// identifying are the patterns that tell who somebody is, with what stands in their place.
var identifying = []struct {
	pattern *regexp.Regexp
	with    string
}{
	{regexp.MustCompile(`(住院|病历|病案|门诊|就诊|登记|身份证|社保|医保卡|电话|手机|微信|联系方式)(号码|号|卡号)?[:：是为\s]*[A-Za-z]*[0-9０-９][0-9０-９A-Za-z-]*`), "${1}号" + Gone},
	{regexp.MustCompile(`[0-9０-９][0-9０-９ -]{5,}[0-9０-９Xx]`), Gone + "号"},
	{regexp.MustCompile(`[A-Za-z]{0,2}` + numerals + `{1,5}(号)?床(位)?`), Gone + "床"},
	{regexp.MustCompile(numerals + `{1,4}(多|来|几)?(周)?岁(半|多)?`), Gone + "岁"},
	{regexp.MustCompile(`(19|20)[0-9]{2}年?([0-9]{1,2}月)?([0-9]{1,2}[日号])?(出)?生(人)?`), Gone + "年生"},
	{regexp.MustCompile(`[0-9]{2}年(出)?生(人)?`), Gone + "年生"},
}

// surnames are the usual ones; compound the usual ones of two characters.
const surnames = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂焦向柳邢岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙薄伏岑习胥保和蔺"

var compound = []string{"欧阳", "上官", "司马", "诸葛", "慕容", "司徒", "皇甫", "尉迟", "令狐", "长孙", "夏侯"}

// addressed are forms of address that patients have and doctors do not.
const addressed = `(女士|先生|大爷|大妈|大娘|大叔|大婶|阿姨|奶奶|爷爷|老太太|老太|老先生|老爷子|大姐|大哥|师傅|婆婆|伯伯|叔叔|叔|婶|姨|小姐|同学|小朋友|老师傅|某某|某)`

var (
	byAddress = regexp.MustCompile(`(欧阳|上官|司马|诸葛|慕容|司徒|皇甫|[` + surnames + `])\p{Han}{0,2}?` + addressed)
	bySurname = regexp.MustCompile(`姓[` + surnames + `](的)?`)
	byOld     = regexp.MustCompile(`(病人|患者|病号|家属|病友|大爷|阿姨|老人)(老|小)[` + surnames + `]`)
	byPatient = regexp.MustCompile(`(病人|患者|病号|家属|病友|产妇|孕妇|老人)(的名字是|名字叫|名叫|叫做|叫|姓名|是|[:：，, ])?(\p{Han}{2,4})`)
)

// notNames are words that begin with a surname and often follow 病人 or 患者.
var notNames = []string{"高血", "高脂", "高龄", "高尿", "高钾", "高危", "高甘", "高胆", "方便", "平时", "安全", "明显", "明天", "明确", "严重", "经常", "应该", "应用", "于是", "马上", "金额", "费用", "关系", "关心", "都", "和",
	"来", "时", "常", "成", "全", "文化", "易", "任何", "任", "江", "温", "向", "管", "万一", "解", "强", "单", "包", "连", "计", "应", "保", "查", "原", "华", "乐", "明", "习惯", "简单", "符合", "路", "冷", "原来", "卫生", "古", "谈", "项目", "项",
	"何", "许多", "许", "程度", "白天", "白", "何时", "石", "水", "安", "康复", "顾虑", "舒服", "钱", "游", "盖", "位", "党", "施", "武", "花", "商", "封", "官", "沙", "台", "柏", "木", "井", "左", "古", "银", "尤其", "毛病", "高", "段", "终于", "牛", "章", "龙", "阳", "季", "申"}

// Strip takes out of a text what tells who a patient is: ages, names, bed, record and telephone numbers, dates of birth. What is
// left stays as it was written. It rather takes too much than too little.
func Strip(text string) string {
	for _, p := range identifying {
		text = p.pattern.ReplaceAllString(text, p.with)
	}
	text = byAddress.ReplaceAllString(text, Gone+"${2}")
	text = bySurname.ReplaceAllString(text, "姓"+Gone+"${1}")
	text = byOld.ReplaceAllString(text, "${1}"+Gone)
	text = byPatient.ReplaceAllStringFunc(text, func(s string) string {
		m := byPatient.FindStringSubmatch(s)
		said := m[2] != "" && strings.Contains("名字叫名叫叫做叫姓名的名字是", m[2])
		n := nameLength(m[3], said)
		if n == 0 {
			return s
		}
		return m[1] + m[2] + Gone + string([]rune(m[3])[n:])
	})
	return clip(strings.ReplaceAll(text, Gone+Gone, Gone))
}

// nameLength returns how many characters of a name stand at the beginning of what follows a patient, 0 if none does. said: the
// text says that a name follows.
func nameLength(s string, said bool) int {
	r := []rune(s)
	first := 1
	for _, c := range compound {
		if strings.HasPrefix(s, c) {
			first = 2
		}
	}
	if first == 1 && !strings.ContainsRune(surnames, r[0]) {
		return 0
	}
	if !said {
		for _, w := range notNames {
			if strings.HasPrefix(s, w) {
				return 0
			}
		}
	}
	for n := first + 1; n < min(first+2, len(r)); n++ { // a given name of one character ends where a verb begins
		if strings.ContainsRune("吃服用打在有的说了也今昨上下反换停", r[n]) {
			return n
		}
	}
	return min(first+2, len(r))
}

// clip trims a text and cuts it at MaxText.
func clip(text string) string {
	text = strings.TrimFunc(text, func(c rune) bool { return unicode.IsSpace(c) || unicode.IsPunct(c) })
	if r := []rune(text); len(r) > MaxText {
		return string(r[:MaxText-1]) + "…"
	}
	return text
}
