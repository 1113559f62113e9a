package main

// kindNames are the kinds of facts as an inspector reads them. The code stands beside them; a kind without a name is read by its code.
var kindNames = map[string]string{
	"visit.reported": "记录拜访", "visit.amended": "修改拜访", "visit.withdrawn": "撤回拜访", "visit.restored": "恢复拜访", "visit.judged": "拜访有效性变化",
	"plan.made": "新增计划", "plan.amended": "修改计划", "plan.cancelled": "取消计划", "plan.restored": "恢复计划", "plan.done": "计划完成", "plan.reopened": "计划重开",
	"plan.missed": "计划未完成", "plan.lapsed": "计划失效", "plan.followed": "计划随调整变化", "reminder.set": "设提醒", "reminder.amended": "修改提醒",
	"reminder.cancelled": "取消提醒", "reminder.restored": "恢复提醒", "report.kept": "登记报告", "report.supplemented": "补充报告", "report.withdrawn": "撤回报告",
	"report.restored": "恢复报告", "timeoff.cut": "撤回部分请假", "message.refused": "合规拦截", "roster.imported": "导入资料", "staff.admin_named": "任命管理员",
	"field.added": "新增字段", "field.retired": "停用字段", "territory.handed_over": "辖区交接", "scheme.quality_applied": "启用质量方案",
	"scheme.quota_applied": "启用额度方案", "scheme.grading_applied": "启用分级方案", "evidence.attached": "附上佐证", "evidence.kept": "收到佐证",
	"consent.given": "同意位置", "consent.withdrawn": "撤回位置同意", "phrase.settled": "记住叫法", "phrase.forgotten": "忘掉叫法", "staff.phone_bound": "绑定手机",
	"sms.stopped": "停短信", "sms.started": "恢复短信", "channel.prefers": "选择渠道", "review.approved": "审批通过", "review.rejected": "驳回",
	"review.deputy_named": "指定代审", "review.deputy_ended": "结束代审", "comment.added": "评语或留言", "week.proposed": "生成周计划", "week.changed": "修改周计划",
	"week.submitted": "提交周计划", "week.approved": "周计划通过", "week.sent_back": "周计划退回", "records.changed": "资料变更", "data.exported": "导出数据",
	"case.opened": "安全个案立案", "case.taken": "个案受理", "case.assigned": "个案指派", "case.assessed": "个案评估", "case.death_told": "个案提到死亡", "case.element": "个案要素", "case.asked": "个案追问",
	"case.reported": "个案上报", "case.classified": "个案分类", "case.handled": "个案处理", "case.called_back": "个案回访", "case.merged": "个案合并",
	"case.closed": "个案结案", "case.reopened": "个案重开", "grade.asked": "申请改级", "grade.approved": "改级通过", "grade.refused": "改级驳回", "grade.ended": "手工等级到期",
	"scheme.proposed": "提出修改分级方案", "scheme.confirmed": "确认修改分级方案", "scheme.dropped": "放弃修改分级方案", "doctor.field_set": "修改医生资料", "doctor.field_unset": "撤回医生资料修改",
	"event.planned": "计划活动", "event.changed": "修改活动", "event.cancelled": "取消活动", "event.held": "活动举行", "event.approved": "活动通过", "event.sent_back": "活动退回",
	"event.withdrawn": "撤回活动", "event.restored": "恢复活动", "event.reaction": "活动反响", "event.attended": "登记参会", "event.unattended": "撤销参会",
	"joint.confirmed": "确认协访", "joint.denied": "否认协访", "coach.rated": "辅导打分", "coach.changed": "修改辅导", "coach.withdrawn": "撤回辅导",
	"coach.task_set": "布置辅导待办", "coach.task_changed": "修改辅导待办", "coach.task_dropped": "取消辅导待办", "coach.task_done": "完成辅导待办",
	"coach.task_confirmed": "确认辅导待办", "coach.task_reopened": "重开辅导待办",
	"broadcast.written": "写通知", "broadcast.confirmed": "确认发通知", "broadcast.sent": "通知已发", "broadcast.withdrawn": "撤回通知",
	"broadcast.reminder_set": "定通知提醒", "broadcast.reminded": "通知已提醒",
}

func kindName(kind string) string {
	if name := kindNames[kind]; name != "" {
		return name
	}
	return kind
}

// stateNames are the states of records as an inspector reads them.
var stateNames = map[string]string{"incomplete": "待补全", "open": "待审", "approved": "已通过", "rejected": "已驳回", "withdrawn": "已撤回", "planned": "已排",
	"done": "已完成", "cancelled": "已取消", "moved": "已改期", "missed": "未完成", "closed": "已结案"}

func stateName(state string) string {
	if name := stateNames[state]; name != "" {
		return name
	}
	return state
}
