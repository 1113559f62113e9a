package safety

import "testing"

func TestAPatientIsInitialsSexAndAge(t *testing.T) {
	for text, want := range map[string]string{
		"患者65岁男性，已好转":     "男 65岁",
		"女，72":            "女 72岁",
		"ZXM 女 65岁":       "ZXM 女 65岁",
		"张秀梅，女，65岁":       "女 65岁",
		"有个老太太吃了立舒平肌肉痛":   "女",
		"老爷子82岁，ALT 300":  "男 82岁",
		"宝宝7个月大":          "7个月",
		"78男":             "男 78岁",
		"患者吃了两周后停药":       "",
		"ALT 326，AST 280": "",
		"李静主任的病人，20分钟，立舒平20mg": "",
		"夫妻俩，丈夫和妻子都吃了":         "",
	} {
		if got := PatientOf(text); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	if !Unknown("年龄不清楚") || Unknown("65岁") {
		t.Error("who says that nobody knows is not understood")
	}
}
