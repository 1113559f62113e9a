// Package department is what hospitals' departments are called: the standard name of each, which records hold, and what people
// say for it (PRODUCT.md D2). The standard names are those of the doctors' files.
package department

import "strings"

// table lists, line by line, a standard name and what people call it. A name after "~" is an everyday word too
// (呼吸, 消化): it means the department only where the text around it says so. Where two
// standard names are given, the word may mean either.
const table = `
心血管内科 心内 心内科 心血管 心血管科 心血管内 心脏内科 心脏科
呼吸与危重症医学科 呼吸科 呼吸内科 呼内 呼吸内 呼吸危重症科 ~呼吸
内分泌科 内分泌 内分泌代谢科 内分泌内科
神经内科 神内 神内科 神经内
神经外科 神外 神外科
肾内科 肾内 肾脏内科 肾脏科 肾病科
消化内科 消化科 消内 消化内 ~消化
老年医学科 老年科 老年病科 ~老年
全科,全科医学科 全科
全科医学科 全科医学
药剂科 药学部 药学科 药剂 ~药房
急诊科 急诊医学科 急诊内科 ~急诊
胸外科 胸外
普外科 普外 普通外科
肝胆外科 肝胆科 肝胆
泌尿外科 泌外 ~泌尿
骨科 ~骨
心脏外科 心外 心外科
血管外科
妇产科
妇科
产科
儿科
眼科
耳鼻喉科 耳鼻喉
口腔科 ~口腔
皮肤科 ~皮肤
肿瘤科 肿瘤内科 ~肿瘤
血液科 血液内科 ~血液
风湿免疫科 风湿科 免疫科 风湿免疫 ~风湿
感染科 感染性疾病科 ~感染
重症医学科 重症科 icu ~重症
康复科 康复医学科 ~康复
中医科
检验科 ~检验
放射科 影像科 放射
超声科 ~超声
麻醉科 ~麻醉
介入科 ~介入
肺病科 ~肺病
脾胃病科 脾胃科 脾胃
肝病科 ~肝病
慢病管理科 慢病科 ~慢病
副院长办公室 院办 院长办公室 院长室
医务科 医务处
体检中心 体检科
疼痛科 ~疼痛
精神科
心理科
营养科
干部病房 干部科 老干科
甲乳外科 乳腺外科
结核科
烧伤科
变态反应科
`

// Name is one way to call a department.
type Name struct {
	Word string
	// Standard are the standard names that it can mean; usually one.
	Standard []string
	// Everyday says that the word means other things too (呼吸), so that only the text around it can tell.
	Everyday bool
}

var names = func() []Name {
	var out []Name
	for _, line := range strings.Split(strings.TrimSpace(table), "\n") {
		words := strings.Fields(line)
		standard := strings.Split(words[0], ",")
		if len(standard) == 1 {
			out = append(out, Name{words[0], standard, false})
		}
		for _, w := range words[1:] {
			out = append(out, Name{strings.TrimPrefix(w, "~"), standard, strings.HasPrefix(w, "~")})
		}
	}
	return out
}()

// byWord and standards look the names up.
var byWord, standards = func() (map[string]Name, map[string]bool) {
	words, known := map[string]Name{}, map[string]bool{}
	for _, n := range names {
		words[n.Word] = n
		for _, s := range n.Standard {
			known[s] = true
		}
	}
	return words, known
}()

// Names returns every way to call a department, standard names included. The caller must not change it.
func Names() []Name { return names }

// IsStandard reports whether a name is a standard one.
func IsStandard(name string) bool { return standards[name] }

// Standard returns the one standard name that a word means: a standard name means itself. ok is false for a word that is not
// known or may mean several departments.
func Standard(word string) (standard string, ok bool) {
	if standards[word] {
		return word, true
	}
	n, ok := byWord[strings.ToLower(word)]
	if !ok || len(n.Standard) != 1 {
		return "", false
	}
	return n.Standard[0], true
}
