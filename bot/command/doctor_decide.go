package command

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/doctor"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayAdditionYes    = words.New("addition.approved", "已核实 #%d：%s(%s%s)，不再标“待核”，已告诉%s。")
	sayAdditionNo     = words.New("addition.refused", "已驳回 #%d：%s(%s%s) 移出%[5]s的名单，给她记的拜访退回本人改到对的医生，原因已告诉本人：%[6]s")
	sayAdditionWaits  = words.New("addition.waiting", "待核医生%d位：\n%s\n同意回“批准 %d”，不对请说“驳回 %[3]d 原因”，和别人是同一人请说“合并 %[3]d 到 D001”。")
	sayAdditionLine   = words.New("addition.line", "#%d %s %s：%s %s%s%s%s")
	sayAdditionIsNew  = words.New("addition.kind_new", "新增")
	sayAdditionIsHers = words.New("addition.kind_joined", "加入名下")
	sayAdditionAlike  = words.New("addition.alike", "（同院同名：%s）")
	sayAdditionWait   = words.New("addition.sms_waiting", "新增医生，共%d位待批")
	sayMerged         = words.New("merge.done", "已合并 #%d：%s 并入 %s(%s)，拜访、计划、提醒和目标都跟过去了，已告诉%s。")
	_                 = words.Refusal("addition.own", "#%d 是您自己新增的，要由您的上级核实。")
	_                 = words.Refusal("addition.decided", "#%d 这位医生已经有结果了，没有改动。")
	_                 = words.Refusal("addition.why", "驳回新增医生 #%d 请带上原因，如“驳回 %[1]d 查无此人”。没有改动。")
	_                 = words.Refusal("addition.hospital", "#%d 的医院“%s”还没有收录，没有改动。请管理员先导入医院，或说“驳回 %[1]d 原因”。")
	_                 = words.Refusal("addition.twin", "#%d 和 %s 同名、同院、同科，没有改动。是同一人请说“合并 %[1]d 到 %[2]s”，确是两位请说“批准 %[1]d 是另一位”。")
	_                 = words.Refusal("merge.self", "#%d 就是这位医生，不用合并。")
	_                 = words.Refusal("merge.verified", "#%d 已经核实过，两位已核实的医生不能合并。请联系管理员。")
	_                 = words.Refusal("merge.event", "#%d 和这位医生都在同一场（或同月）活动里记了参加，不能直接合并。请先让代表从活动里去掉一位。没有改动。")
	_                 = words.Refusal("merge.gone", "#%d 不能并入 %s：没有这位医生，或她已不在名单里。没有改动。")
	_                 = words.Refusal("merge.target", "#%d 要并到谁？请说编码或姓名，如“合并 %[1]d 到 D001”；只能并到您辖下、或同院同名的医生。没有改动。")
	_                 = register(Command{Intent: understand.DoctorMerge, Roles: managers, Run: mergeDoctor})
)

func init() { alsoDecides(decider{decide: decideAdditions, waiting: additionsWaiting}) }

// anotherWords say that a new doctor is another person than the one of the same name.
var anotherWords = []string{"另一位", "另一个", "不同", "两位", "两个人", "不是同一", "不是一个"}

// decideAdditions decides on those of the named records that are new doctors of her reps (PRODUCT.md D7).
func decideAdditions(ctx context.Context, t *Turn, numbers []int64, approve bool) (a inbox.Answer, decided []int64, err error) {
	all, err := t.Tx.AdditionsNumbered(ctx, t.reach(), numbers)
	if err != nil || len(all) == 0 {
		return a, nil, err
	}
	another := slices.ContainsFunc(anotherWords, func(w string) bool { return strings.Contains(t.In.Text, w) })
	var lines []string
	word := "驳回"
	codes := make([]string, len(all))
	for i, one := range all {
		codes[i] = one.Doctor
	}
	var others []doctor.Addition
	if !approve {
		if others, err = t.Tx.AdditionsOf(ctx, codes); err != nil {
			return a, nil, err
		}
	}
	for _, one := range all {
		done, err := doctor.Decide(t.Tx, t.Who.UserID, one, approve, another, strings.TrimSpace(t.Said.Text))
		if err != nil {
			return a, nil, err
		}
		decided = append(decided, done.Number)
		where := []any{done.Number, done.Name, done.HospitalName, done.Department, done.RepName}
		if !approve {
			if done.Kind == doctor.New {
				if err := t.settleOthers(done, others); err != nil {
					return a, nil, err
				}
				if err := t.returnVisits(ctx, done); err != nil {
					return a, nil, err
				}
			}
			lines = append(lines, sayAdditionNo.Say(append(where, done.Reason)...))
			continue
		}
		word = "批准"
		lines = append(lines, sayAdditionYes.Say(where...))
		if done.Kind == doctor.New && done.HospitalSaid != "" { // her hospital has come meanwhile, and with it what it is worth
			if _, err := t.Tx.GradeNew(ctx, done.Doctor); err != nil {
				return a, nil, err
			}
		}
	}
	return say(strings.Join(lines, "\n"), "decision", map[string]string{"no": number(decided[0]), "decision": word}), decided, nil
}

// settleOthers ends what waits because other reps added a doctor who was refused or merged. What this message decides on itself is left.
func (t *Turn) settleOthers(as doctor.Addition, others []doctor.Addition) error {
	same := slices.DeleteFunc(slices.Clone(others), func(o doctor.Addition) bool {
		return o.Doctor != as.Doctor || slices.Contains(t.Said.Items, int(o.Number))
	})
	return doctor.SettleOthers(t.Tx, t.Who.UserID, as, same)
}

// additionsWaiting lists the new doctors of her reps, of one rep if one is named.
func additionsWaiting(ctx context.Context, t *Turn, rep string) (inbox.Answer, error) {
	reps := []string(t.reach())
	if rep != "" {
		reps = []string{rep}
	}
	all, err := t.Tx.AdditionsWaiting(ctx, reps)
	if err != nil || len(all) == 0 {
		return inbox.Answer{}, err
	}
	lines := make([]string, len(all))
	for i, a := range all {
		kind, title, alike := sayAdditionIsNew, a.Title, ""
		if a.Kind == doctor.Joined {
			kind = sayAdditionIsHers
		}
		if title != "" {
			title = " " + title
		}
		if len(a.Alike) > 0 && a.Kind == doctor.New {
			alike = sayAdditionAlike.Say(strings.Join(a.Alike, "、"))
		}
		lines[i] = sayAdditionLine.Say(a.Number, a.RepName, kind.Say(), a.Name, a.HospitalName, a.Department, title, alike)
	}
	return say(sayAdditionWaits.Say(len(all), strings.Join(lines, "\n"), all[0].Number), "decision",
		map[string]string{"no": number(all[0].Number), "decision": sayAdditionWait.Say(len(all))}), nil
}

// mergeDoctor says that a new doctor is the same person as another one, to whom everything goes.
func mergeDoctor(ctx context.Context, t *Turn) (inbox.Answer, error) {
	n := int64(t.Said.Items[0])
	all, err := t.Tx.AdditionsNumbered(ctx, t.reach(), []int64{n})
	if err != nil {
		return inbox.Answer{}, err
	}
	if len(all) == 0 {
		return inbox.Answer{}, domain.Refuse("review.number", n)
	}
	a := all[0]
	into, err := t.mergeTarget(ctx, a)
	if err != nil {
		return inbox.Answer{}, err
	}
	state, _, err := t.Tx.DoctorState(ctx, into)
	if err != nil {
		return inbox.Answer{}, err
	}
	clash, err := t.Tx.MergeClashes(ctx, []string{a.Doctor}, []string{into})
	if err != nil {
		return inbox.Answer{}, err
	}
	if len(clash) > 0 {
		return inbox.Answer{}, domain.Refuse("merge.event", n)
	}
	others, err := t.Tx.AdditionsOf(ctx, []string{a.Doctor})
	if err != nil {
		return inbox.Answer{}, err
	}
	done, err := doctor.Merge(t.Tx, t.Who.UserID, a, into, state)
	if err != nil {
		return inbox.Answer{}, err
	}
	if err := t.Tx.MergeDoctors(ctx, t.Book.rules.Quality, t.Who.UserID, []string{a.Doctor}, []string{into}); err != nil {
		return inbox.Answer{}, err
	}
	if err := t.settleOthers(done, others); err != nil {
		return inbox.Answer{}, err
	}
	whom := a.Name
	if _, ok := t.Book.Doctor(into); ok {
		whom = t.Book.option(into)
	}
	return say(sayMerged.Say(n, a.Name, whom, into, done.RepName), "decision", map[string]string{"no": number(n), "decision": "合并"}), nil
}

// mergeTarget is the doctor whom the text names: by code, by the number under which she was added, or by name; one of the manager's own
// subtree, or of the same name at the same hospital.
func (t *Turn) mergeTarget(ctx context.Context, a doctor.Addition) (string, error) {
	said := strings.TrimLeft(strings.TrimSpace(t.Said.Text), "#＃")
	for _, code := range slices.Concat(a.Alike, t.Book.Codes()) {
		if strings.EqualFold(code, said) {
			return code, nil
		}
	}
	if n, err := strconv.ParseInt(said, 10, 64); err == nil {
		others, err := t.Tx.AdditionsNumbered(ctx, t.reach(), []int64{n})
		if err != nil {
			return "", err
		}
		if len(others) == 1 {
			return others[0].Doctor, nil
		}
	}
	fit := slices.DeleteFunc(t.Book.Among(said, t.Book.Codes()), func(c string) bool { return c == a.Doctor })
	if len(fit) == 1 {
		return fit[0], nil
	}
	return "", domain.Refuse("merge.target", a.Number)
}
