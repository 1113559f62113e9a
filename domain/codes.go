package domain

import "cmp"

// Channel is a mouth of the assistant.
type Channel string

// The channels. A message set, an export and a delivery name them by these words.
const (
	WeCom Channel = "wecom"
	SMS   Channel = "sms"
)

// Preference is the channel that a person wants (DESIGN.md part 4): auto lets the ladder decide.
type Preference string

// The preferences, as staff.csv has them.
const (
	PreferAuto  Preference = "auto"
	PreferWeCom Preference = "wecom"
	PreferSMS   Preference = "sms"
)

// Role is what a person is in the company; it decides which commands she has.
type Role string

// The roles, as staff.csv has them.
const (
	Rep        Role = "rep"
	Manager    Role = "manager"
	Director   Role = "director"
	Safety     Role = "safety"
	Compliance Role = "compliance"
	Admin      Role = "admin"
)

// Manages reports whether the role has people below it.
func (r Role) Manages() bool { return r == Manager || r == Director }

// Grade is how important it is to see a doctor often: A to D, or empty while nobody has graded her.
type Grade string

// The grades.
const (
	GradeA Grade = "A"
	GradeB Grade = "B"
	GradeC Grade = "C"
	GradeD Grade = "D"
)

// Compare orders grades as people read them, for slices.SortFunc: A first, who has none last.
func (g Grade) Compare(o Grade) int { return cmp.Compare(cmp.Or(g, "~"), cmp.Or(o, "~")) }

// Purpose is why a visit was made, in the codes of GUIDE.md.
type Purpose string

// The purposes.
const (
	Access       Purpose = "access"
	Invite       Purpose = "invite"
	Followup     Purpose = "followup"
	Academic     Purpose = "academic"
	Detailing    Purpose = "detailing"
	Relationship Purpose = "relationship"
)

// Result is how a visit ended, in the codes of GUIDE.md.
type Result string

// The results. Absent means that the doctor was not met.
const (
	Agreed     Result = "agreed"
	Interested Result = "interested"
	Neutral    Result = "neutral"
	Objection  Result = "objection"
	Refused    Result = "refused"
	Absent     Result = "absent"
)
