package understand

import (
	"reflect"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
)

func aWorld() *Gazetteer {
	return NewGazetteer(World{Doctors: []Doctor{{Code: "D1", Name: "张伟", Hospital: "H1", Department: "心血管内科", Title: "主任医师", Post: "科主任"},
		{Code: "D2", Name: "李静", Hospital: "H1", Department: "心血管内科", Title: "副主任医师"}}, Products: []Product{{Code: "P1", Brand: "立舒平"}},
		Hospitals: []Hospital{{Code: "H1", Name: "江城市第一人民医院", Aliases: []string{"市一院", "市一"}}, {Code: "H2", Name: "江城大学附属第二医院", Aliases: []string{"附二"}}}})
}

// TestWhoANewDoctorIsIsRead: in any order, with and without signs, with a hospital or a department that nobody knows.
func TestWhoANewDoctorIsIsRead(t *testing.T) {
	one := []string{"H1"}
	for text, want := range map[string]NewDoctor{
		"新增医生 王建国 市一院 心内 主任":                   {Name: "王建国", Hospitals: one, Department: "心血管内科", Title: "主任"},
		"新增医生王建国市一院心内主任医师":                     {Name: "王建国", Hospitals: one, Department: "心血管内科", Title: "主任医师"},
		"新增医生 王建国":                             {Name: "王建国"},
		"新增医生":                                 {},
		"添加医生：孙小红，附二内分泌，主治医师":                  {Name: "孙小红", Hospitals: []string{"H2"}, Department: "内分泌科", Title: "主治医师"},
		"加个新医生 欧阳小雨主任医师 市一 老年科":                {Name: "欧阳小雨", Hospitals: one, Department: "老年医学科", Title: "主任医师"},
		"新增医生 张伟 市一院 心内":                       {Name: "张伟", Hospitals: one, Department: "心血管内科"},
		"新增医生 周敏 仁爱医院 骨科 科主任":                  {Name: "周敏", HospitalSaid: "仁爱医院", Department: "骨科", Post: "科主任"},
		"帮我添加一位医生叫周敏，在仁爱医院，血透中心":               {Name: "周敏", HospitalSaid: "仁爱医院", Department: "血透中心"},
		"新增医生\n姓名：周敏\n医院：市一院\n科室：肾内\n职称：副主任医师": {Name: "周敏", Hospitals: one, Department: "肾内科", Title: "副主任医师"},
	} {
		r := Read(text, Sender{UserID: "x", Role: domain.Rep}, Context{At: time.Date(2026, 11, 23, 18, 0, 0, 0, time.UTC), Channel: domain.WeCom, Gazetteer: aWorld()})
		if r.Intent != Unknown || r.Further != DoctorAdd || r.New == nil || !reflect.DeepEqual(*r.New, want) {
			t.Errorf("%s: %s %s %+v", text, r.Intent, r.Further, r.New)
		}
		if r := Read(text, Sender{UserID: "x", Role: domain.Manager}, Context{Gazetteer: aWorld()}); r.Further != DoctorAdd { // she is told who may
			t.Errorf("%s of a manager is %s %s", text, r.Intent, r.Further)
		}
	}
}

// TestAnUnknownDoctorOfAVisitIsDescribed for the offer to add her; what was not said is empty.
func TestAnUnknownDoctorOfAVisitIsDescribed(t *testing.T) {
	for text, want := range map[string]NewDoctor{
		"市一院心内王建国主任，立舒平，20分钟，认可": {Name: "王建国", Hospitals: []string{"H1"}, Department: "心血管内科", Title: "主任"},
		"附二内分泌孙小红医生，聊了立舒平15分钟":   {Name: "孙小红", Hospitals: []string{"H2"}, Department: "内分泌科"},
		"王主任，立舒平，20分钟，认可":        {Title: "主任"},
	} {
		r := Read(text, Sender{UserID: "x", Role: domain.Rep}, Context{At: time.Date(2026, 11, 23, 18, 0, 0, 0, time.UTC), Channel: domain.WeCom, Gazetteer: aWorld()})
		if len(r.Visits) != 1 || r.Visits[0].New == nil || !reflect.DeepEqual(*r.Visits[0].New, want) {
			t.Errorf("%s: %+v", text, r.Visits)
		}
	}
}

func TestAMergeNamesANumberAndADoctor(t *testing.T) {
	for text, want := range map[string]string{"合并 1031 到 D014": "d014", "合并1031到李静": "李静", "1031 合并到 1032": "1032", "把1031并到D014": "d014", "1031和D014是同一人": "d014"} {
		r := Read(text, Sender{UserID: "x", Role: domain.Manager}, Context{Gazetteer: aWorld()})
		if r.Further != DoctorMerge || len(r.Items) != 1 || r.Items[0] != 1031 || r.Text != want {
			t.Errorf("%s: %s %s %v %q", text, r.Intent, r.Further, r.Items, r.Text)
		}
		if r := Read(text, Sender{UserID: "x", Role: domain.Rep}, Context{Gazetteer: aWorld()}); r.Further == DoctorMerge {
			t.Errorf("%s is taken from a rep", text)
		}
	}
}
