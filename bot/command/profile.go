package command

import (
	"strings"

	"github.com/yaoban/yaoban/domain/roster"
	"github.com/yaoban/yaoban/domain/words"
)

// profiles reads the company's own fields of doctors.
type profiles interface {
	WantProfile(doctor string, into *[]roster.Value)
}

var (
	sayField    = words.New("profile.field", "%s：%s")
	sayHospital = words.New("profile.hospital", "医院%s")
)

// ownFields says the company's own fields of a doctor and of her hospital in one line (PRODUCT.md D1): 门诊日：周三｜医院类别：教学.
func ownFields(values []roster.Value) []string {
	if len(values) == 0 {
		return nil
	}
	parts := make([]string, len(values))
	for i, v := range values {
		name := v.Field.Name
		if v.Field.Owner == roster.OfHospital && !strings.Contains(name, "医院") {
			name = sayHospital.Say(name)
		}
		parts[i] = sayField.Say(name, v.Value)
	}
	return []string{strings.Join(parts, "｜")}
}
