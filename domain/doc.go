// Package domain is the language of Yaoban: the words that every other package uses for the work of a pharmaceutical
// field force. It imports the standard library only; arch_test.go enforces that and every other arrow of the tree.
//
// # Glossary
//
// The left word is the one used in code, comments and logs; the right one is what people read in chat.
//
//	rep                医药代表     visits doctors and reports what was said; never sells
//	manager            主管/经理    reviews and coaches the reps below her
//	director           总监         manages managers
//	safety desk        药物警戒     works adverse events
//	compliance         合规         answers for what may be said and given
//	admin              管理员       imports, schemes, templates
//	subtree            辖下         everybody below a manager in the reporting line
//	doctor (HCP)       医生         a physician, pharmacist or nurse on a rep's list
//	assignment         负责关系     which rep sees which doctor for which product line, from when to when
//	grade              等级         A to D; sets how often a doctor is to be seen
//	own field          自定义字段   a typed field of doctors or hospitals that the company added
//	grading scheme     评级方案     indicators with points and weights that give the grades; versioned
//	grade by hand      人工定级     a grade that a manager asked for with a reason and a last day, and a second person approved
//	second person      复核人       who decides on it: the next manager above whoever asked
//	handover           交接         one rep's doctors become another's from a day on
//	short code         简码         a doctor's code in one rep's list (Z1), used where names may not stand (SMS)
//	visit              拜访         one rep meeting, or trying to meet, one doctor
//	call report        拜访记录     what is kept of a visit
//	detailing          产品传递     giving product information
//	joint visit        协访         a visit on which the manager came along
//	absent             未遇         a visit tried, the doctor not met; kept, and fills no quota
//	adverse event      不良事件     harm to a person on one of our products
//	case               案例         an adverse event or a product complaint as the safety desk works it, from message to closing
//	outsider           未登记人员   whoever tells of an adverse event and is not in the staff: a patient, a colleague not imported yet
//	day 0              首次获知     the time of the message that told of an adverse event; its clock runs from there, on every day
//	four elements      四要素       patient, reporter, product and event: without them no report is valid
//	seriousness        定级         what the desk makes of an event: other, new, serious, death; sets how long its clock runs
//	product complaint  投诉         a complaint on quality, packaging, delivery, price or service
//	evidence           佐证         a picture or a place that shows that a visit took place
//	consent            同意         a person's word that her places may be kept; the ledger has each with its time
//	feedback           反馈         what a doctor says of our products and of us that is neither of the two
//	call plan          拜访计划     a visit to be made
//	frequency          拜访频次     required visits of a doctor in a month
//	weekly plan        周计划       a rep's planned visits of a Monday to Sunday: draft, submitted, approved or sent back
//	stop               一家         one planned visit of a week or a day
//	reception window   接待日       when a hospital, or a department of it, receives reps
//	carry-over         未完成       planned visits that were missed
//	quota              本月目标     frequency, prorated for what the month really holds
//	quality scheme     评分方案     weights, coefficients and the rule of effective visits, version by version
//	quota scheme       频次方案     required visits by grade, product line and month, version by version
//	standing           进度         how far along one doctor's month is, from the facts
//	coverage           覆盖率       share of target doctors seen at least once
//	effective visit    有效拜访     met, scored at the threshold or above, and not too soon after the last one
//	review             待审         a manager's decision on a call report: approved, or sent back with a reason (rejected)
//	risk               风险         a reason to look at a record before it is approved; one without any is routine (常规)
//	rework             返工         what a rep changes in a rejected record, after which it waits again
//	overdue review     待审超时     a record that waited longer than its manager has for it; her director hears of it once
//	reopened           撤销批准     an approval that who gave it, or somebody above her, took back with a reason: the record waits again
//	deputy             代理人       the manager who sees and decides what another would, from one day to another, on her behalf
//	share              分享         a visit that a team is shown without its doctor and hospital
//	broadcast          群发通知     one text for many colleagues, each told once and asked to confirm it
//	comment            评语         what is said on a record: comment, suggestion (建议) or message (留言) of its manager, answer (回复) of its rep
//	coaching           辅导         what a manager rates of a rep after a joint visit, or a day in the field with her, on five items
//	follow-up          辅导待办     what a rep does about a coaching until a day; its manager confirms it
//	event              活动         a group meeting with doctors: planned, approved, held, reviewed
//	attendee           到场         somebody on the list of an event; a doctor of one's own list gets one visit of it
//	sign-in code       签到码       the digits by which colleagues who were there put people on the list of an event
//	record number      编号         the company-wide number of whatever a person can name (#1024)
//	inbound            来信         one message or event that reached us
//	turn               一问一答     one inbound, understood, acted on and answered, in one transaction
//	question           追问         what was asked and is still open (30 minutes)
//	draft              待确认       what was said and cannot stand as a record before a question is answered
//	fact               事实         what happened, in the past tense
//	notice             通知         what deserves telling whom, when
//	delivery           投递         one notice or reply on its way over one channel
//	outbox             发件箱       rows of the transaction that say what must happen after it
//	refusal            谢绝         a rule said no; words for a person
package domain
