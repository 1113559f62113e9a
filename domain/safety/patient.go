package safety

import (
	"regexp"
	"strings"
)

// A patient is named by initials, sex and age, never by a name (PRODUCT.md C1, C6).
var (
	around   = regexp.MustCompile(`((?:\d{1,2}|[一二三四五六七八九十百]{1,4})[多来几]|[一二三四五六七八九十百]{1,4})\s*周?岁`)
	years    = regexp.MustCompile(`(\d{1,3})\s*(?:周?岁|sui|y\b)|(?:男|女)[性患士生]?\s*[,，]?\s*(\d{1,3})(?:\D|$)|(\d{1,3})\s*(?:男|女)`)
	months   = regexp.MustCompile(`(\d{1,2})\s*个?月(?:龄|大)`)
	initials = regexp.MustCompile(`(?:^|[^A-Za-z])([A-Z]{2,4})(?:[^A-Za-z]|$)`)
	unknown  = regexp.MustCompile(`不清楚|不知道|不详|不明|没问|无法|问不到|不了解|没说`)
)

// manWords and womanWords say a patient's sex without saying 男 or 女.
var (
	manWords   = []string{"男", "大爷", "老爷子", "爷爷", "大叔", "先生", "老头", "老伯", "小伙", "阿公", "爸", "老先生", "丈夫", "老公"}
	womanWords = []string{"女", "老太", "大妈", "奶奶", "阿姨", "女士", "孕妇", "产妇", "阿婆", "妈", "太太", "老婆", "姑娘", "怀孕", "哺乳", "妻子", "大娘"}
)

// notInitials are capital letters that name no person.
var notInitials = map[string]bool{"ALT": true, "AST": true, "CK": true, "ADR": true, "AE": true, "SAE": true, "ICU": true, "ECG": true, "CT": true, "INR": true,
	"BF": true, "JH": true, "TTP": true, "SJS": true, "PPI": true, "BNP": true, "LDL": true, "DKA": true, "ACS": true, "PCI": true, "COPD": true, "BID": true, "QD": true}

// PatientOf returns who the patient is as far as a text tells: initials, sex, age; empty where it tells nothing. Who answers that
// nobody knows gets 不详.
func PatientOf(text string) string {
	var parts []string
	if m := initials.FindStringSubmatch(text); m != nil && !notInitials[m[1]] {
		parts = append(parts, m[1])
	}
	if sex := sexOf(text); sex != "" {
		parts = append(parts, sex)
	}
	if m := around.FindStringSubmatch(text); m != nil {
		parts = append(parts, m[1]+"岁")
	} else if m := years.FindStringSubmatch(text); m != nil {
		for _, age := range m[1:] {
			if age != "" && age != "0" {
				parts = append(parts, strings.TrimLeft(age, "0")+"岁")
			}
		}
	} else if m := months.FindStringSubmatch(text); m != nil {
		parts = append(parts, m[1]+"个月")
	}
	return strings.Join(parts, " ")
}

// Unknown reports whether a text says that nobody knows.
func Unknown(text string) bool { return unknown.MatchString(text) }

func sexOf(text string) string {
	man, woman := 0, 0
	for _, w := range manWords {
		man += strings.Count(text, w)
	}
	for _, w := range womanWords {
		woman += strings.Count(text, w)
	}
	switch {
	case man > 0 && woman == 0:
		return "男"
	case woman > 0 && man == 0:
		return "女"
	}
	return ""
}
