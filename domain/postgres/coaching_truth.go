package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/notice"
)

var selectCoachView = statement(`
select c.number, m.name, coalesce(b.name, ''), r.name, c.date, coalesce(v.number, 0), coalesce(d.name, ''),
    case when h.code is null then '' else ` + hospitalName + ` end,
    c.prepare, c.opening, c.message, c.objection, c.closing, c.strengths, c.advice, c.state = 'withdrawn', c.revision
from coaching c join staff m on m.userid = c.coach left join staff b on b.userid = c.typed_by join staff r on r.userid = c.rep
left join visit v on v.id = c.visit left join doctor d on d.code = v.doctor left join hospital h on h.code = d.hospital
where c.id = $1`)

var selectCoachTaskViews = statement(coachTaskView + `where t.coaching = $1 and t.state <> 'withdrawn' order by t.number limit 100`)

// Coaching implements notice.Truth.
func (t truth) Coaching(ctx context.Context, id domain.ID) (v notice.CoachView, ok bool, err error) {
	v, ok, err = one(read(ctx, t.Tx, "what a coaching is now", func(row pgx.CollectableRow) (v notice.CoachView, err error) {
		s := &v.Scores
		err = row.Scan(&v.Number, &v.Coach, &v.TypedBy, &v.Rep, &v.Date, &v.Visit, &v.Doctor, &v.Hospital, &s[0], &s[1], &s[2], &s[3], &s[4],
			&v.Strengths, &v.Advice, &v.Withdrawn, &v.Revision)
		return v, err
	}, selectCoachView, id))
	if err != nil || !ok {
		return v, ok, err
	}
	v.Tasks, err = read(ctx, t.Tx, "the follow-ups of a coaching", pgx.RowToStructByPos[notice.CoachTaskView], selectCoachTaskViews, id)
	return v, true, err
}

// coachTaskView selects follow-ups t as notice.CoachTaskView has them.
const coachTaskView = `
select t.number, c.number, m.name, r.name, coalesce(b.name, m.name), t.text, t.due, t.state, t.note, t.reason, t.revision
from coaching_task t join coaching c on c.id = t.coaching join staff m on m.userid = c.coach join staff r on r.userid = c.rep
left join staff b on b.userid = t.decided_by `

var selectCoachTaskView = statement(coachTaskView + `where t.id = $1`)

// CoachTask implements notice.Truth.
func (t truth) CoachTask(ctx context.Context, id domain.ID) (notice.CoachTaskView, bool, error) {
	return one(read(ctx, t.Tx, "what a follow-up is now", pgx.RowToStructByPos[notice.CoachTaskView], selectCoachTaskView, id))
}

var selectCoachComment = statement(`
select k.number, k.kind, w.name, k.text, r.name, c.date, c.state = 'withdrawn'
from comment k join coaching c on c.id = k.record join staff w on w.userid = k.person join staff r on r.userid = c.rep where k.id = $1`)

// CoachComment implements notice.Truth.
func (t truth) CoachComment(ctx context.Context, id domain.ID) (notice.CoachComment, bool, error) {
	return one(read(ctx, t.Tx, "what was said on a coaching", pgx.RowToStructByPos[notice.CoachComment], selectCoachComment, id))
}

var selectJointAnswer = statement(`
select s.name, a.came from joint_answer a join staff s on s.userid = a.manager where a.visit = $1 order by a.said_at desc limit 1`)

// JointAnswer implements notice.Truth.
func (t truth) JointAnswer(ctx context.Context, visit domain.ID) (notice.JointAnswerView, bool, error) {
	return one(read(ctx, t.Tx, "what a manager said of a joint visit", pgx.RowToStructByPos[notice.JointAnswerView], selectJointAnswer, visit))
}

// selectTasksOfTeam and selectDoneOfTeam read the follow-ups of the manager's own coachings of her reps.
var selectTasksOfTeam = statement(`
select t.number, s.name, t.text, t.due from staff s join coaching c on c.rep = s.userid join coaching_task t on t.coaching = c.id
where s.manager = $1 and c.coach = $1 and t.state = 'open' and t.due <= $2 order by t.due, t.number limit 20`)

var selectDoneOfTeam = statement(`
select count(*) from staff s join coaching c on c.rep = s.userid join coaching_task t on t.coaching = c.id
where s.manager = $1 and c.coach = $1 and t.state = 'done'`)

var selectUnratedOfTeam = statement(`
select v.number, s.name from staff s join visit v on v.rep = s.userid
where s.manager = $1 and v.joint = $1 and v.date between $2::date - 14 and $2 and v.status <> 'withdrawn'
    and not exists (select 1 from joint_answer a where a.visit = v.id and a.manager = $1 and not a.came)
    and not exists (select 1 from coaching c where c.visit = v.id and c.state = 'standing')
order by v.date desc, v.number desc limit 20`)

// CoachWaiting implements notice.Truth.
func (t truth) CoachWaiting(ctx context.Context, manager string) (v notice.CoachWaitingView, err error) {
	today := domain.DateOf(t.now)
	t.queue(selectDoneOfTeam, manager).QueryRow(func(row pgx.Row) error { return row.Scan(&v.Done) })
	t.queue(selectTasksOfTeam, manager, today).Query(func(rows pgx.Rows) (err error) {
		v.Due, err = pgx.CollectRows(rows, pgx.RowToStructByPos[notice.DueTask])
		return err
	})
	t.queue(selectUnratedOfTeam, manager, today).Query(func(rows pgx.Rows) (err error) {
		v.Unrated, err = pgx.CollectRows(rows, pgx.RowToStructByPos[notice.WaitingItem])
		return err
	})
	return v, t.Flush(ctx)
}
