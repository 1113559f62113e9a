// The words of the page around the chats, in Chinese and English. What people say in the chats is never translated.

const words = {
  tagline: ['沙盒：说一句，看它记下什么', 'Sandbox: say it, see what is stored'],
  clock: ['业务时钟', 'Business clock'],
  tabs: ['手机与记录', 'Phones and records'],
  wecomOf: ['企业微信 · %', 'WeCom · %'],
  sms: ['短信 · 没有网络时', 'SMS · where there is no data'],
  to_sms: ['短信', 'SMS'], to_manager: ['主管', 'Manager'],
  newFor: ['%收到了新消息，点开看看', 'New for %: have a look'],
  records: ['存下了什么', 'What was stored'],
  tabRep: ['代表', 'Rep'], tabManager: ['主管', 'Manager'], tabSms: ['短信', 'SMS'], tabRecords: ['数据', 'Figures'],
  whose: ['谁的手机', 'Whose phone'],
  views: ['看什么', 'What to look at'],
  view_month: ['本月', 'Month'], view_waiting: ['待审', 'Waiting'], view_team: ['团队', 'Team'], view_stored: ['记录', 'Stored'],
  monthOf: ['%月进度', 'Month % so far'], workday: ['第%个工作日', 'workday %'], remaining: ['还差%次', '% to go'], allDone: ['本月已全部完成', 'all done'],
  short: ['做不完，多出%次', '% more than can be done'], noHolidays: ['节假日未导入', 'holidays not imported'],
  level_early: ['刚开始', 'Just begun'], level_0: ['进度正常', 'On course'], level_1: ['偏慢', 'Slow'], level_2: ['落后', 'Behind'],
  thisWeek: ['本周', 'This week'], nextWeek: ['下周', 'Next week'],
  week_draft: ['草稿', 'Draft'], week_submitted: ['待批', 'Submitted'], week_approved: ['已批准', 'Approved'], week_sent_back: ['已退回', 'Sent back'], week_none: ['没有周计划', 'No plan'],
  day_0: ['日', 'Su'], day_1: ['一', 'Mo'], day_2: ['二', 'Tu'], day_3: ['三', 'We'], day_4: ['四', 'Th'], day_5: ['五', 'Fr'], day_6: ['六', 'Sa'], free: ['休', 'off'],
  stop_done: ['已访', 'Done'], stop_planned: ['待访', 'Planned'], stop_missed: ['未访', 'Missed'], stop_off: ['计划外', 'Off plan'], stop_absent: ['未遇', 'Absent'],
  weekReport: ['周报', 'Weekly report'], askReport: ['要图和表格', 'As picture and sheet'],
  completion: ['计划完成', 'Plan done'], offPlan: ['计划外', 'Off plan'], effectiveRate: ['有效率', 'Effective'], quality: ['均分', 'Score'],
  carried: ['结转%家', '% carried over'], ahead: ['后面还有%家', '% to come'], feedback: ['医生反馈%条', '% remarks'],
  doctors: ['医生，最急的在前', 'Doctors, most urgent first'], everybody: ['看全部', 'Show all'], fewer: ['收起', 'Fewer'],
  overdue: ['超期%天', '% d overdue'], ago: ['%天前', '% d ago'], never: ['没见过', 'Never met'],
  whyGrade: ['为什么是%级', 'Why %'], points: ['%分', '% points'], schemeVersion: ['评级方案第%版', 'Scheme version %'], moved2: ['变化：%', 'History: %'],
  of_level: ['医院等级', 'Hospital level'], of_title: ['职称', 'Title'], of_outpatients: ['门诊量', 'Outpatients'], of_beds: ['床位', 'Beds'], of_needs: ['产品需求', 'Product needs'],
  risks: ['风险', 'Risks'], routine: ['常规', 'Routine'], weeks: ['周计划', 'Weeks'], nothingWaits: ['都审完了', 'Nothing waits'],
  weeksWait: ['待批周计划', 'Weeks to approve'], risksWait: ['要逐条看', 'To be looked at'], routineWaits: ['常规，可一次通过', 'Routine'], weekFrom: ['%起', 'from %'],
  look: ['看', 'Look'], approve: ['批准', 'Approve'], reject: ['驳回', 'Send back'], comment: ['评语', 'Comment'], passRoutine: ['全部通过', 'Pass all'],
  risk_near_copy: ['雷同%', 'Copy %'], risk_low_score: ['%分偏低', 'Only % points'], risk_incomplete: ['不完整', 'Incomplete'], risk_overlap: ['与%时间重叠', 'Same time as %'],
  risk_ahead: ['早于拜访上报', 'Told before it began'], risk_late: ['晚报%天', '% d late'],
  whoseRecords: ['谁的记录', 'Whose records'],
  messages: ['对话', 'Conversation'],
  examples: ['可以这样说', 'Things to say'],
  appMenu: ['应用菜单', 'App menu'],
  input: ['输入消息', 'Message'],
  hintWecom: ['说说今天的拜访…', 'Write in Chinese…'],
  hintSms: ['发短信…', 'Text in Chinese…'],
  send: ['发送', 'Send'],
  attach: ['发图片、语音或位置', 'Send a picture, voice or place'],
  image: ['图片', 'Picture'], voice: ['语音', 'Voice'], location: ['位置', 'Location'],
  newest: ['最新消息', 'Newest'],
  sending: ['发送中', 'Sending'],
  failed: ['没有送到', 'Not taken'],
  details: ['查看传输细节', 'How it travelled'],
  callback: ['加密回调', 'Encrypted callback'],
  push: ['短信上行推送', 'Gateway push'],
  passive: ['被动回复', 'Passive reply'],
  sendHow: ['主动消息', 'Message API'],
  smsHow: ['短信下行', 'Text message'],
  DELIVERED: ['已送达', 'Delivered'],
  noReceipt: ['等待回执', 'No receipt yet'],
  undelivered: ['未送达', 'Not delivered'],
  subscribe: ['进入应用可见范围', 'Added to the app'],
  enter_agent: ['打开了药伴', 'Opened Yaoban'],
  click: ['点了菜单「%」', 'Menu: %'],
  template_card_event: ['按了「%」', 'Pressed: %'],
  emptyWecom: ['点一条例子试试，或直接说', 'Click an example, or just write'],
  emptySms: ['没有网络时，发短信也一样', 'Where there is no data, a text does it'],
  visits: ['拜访', 'Visits'], plans: ['计划', 'Plans'], reminders: ['提醒', 'Reminders'], reports: ['上报', 'Reports'],
  deliveries: ['投递', 'Deliveries'],
  noVisits: ['还没有拜访。在左边说一次试试。', 'No visit yet. Report one on the left.'],
  noPlans: ['还没有计划', 'No plan yet'], noReminders: ['还没有提醒', 'No reminder yet'],
  noDeliveries: ['还没有主动消息', 'Nothing sent yet'],
  minutes: ['%分钟', '% min'], next: ['下次 %', 'Next %'], joint: ['协访 %', 'With %'],
  undated: ['日期待定', 'No date yet'],
  remind: ['提前%分钟提醒', 'Reminder % min before'],
  score: ['得分', 'Score'], effective: ['有效', 'Effective'], changed: ['改过%次', 'Changed %×'],
  incomplete: ['待补全', 'Incomplete'], open: ['待审', 'Open'], approved: ['已批准', 'Approved'], rejected: ['已驳回', 'Sent back'],
  withdrawn: ['已撤销', 'Withdrawn'], closed: ['已结案', 'Closed'],
  planned: ['已排', 'Planned'], done: ['已完成', 'Done'], cancelled: ['已取消', 'Cancelled'], moved: ['已改期', 'Moved'],
  missed: ['未完成', 'Missed'],
  set: ['待提醒', 'Set'], told: ['已提醒', 'Told'],
  claimed: ['发送中', 'Being sent'], sent: ['已发出', 'Sent'], delivered: ['已送达', 'Delivered'], acknowledged: ['已知晓', 'Acknowledged'],
  refused: ['被拒', 'Refused'], unknown: ['结果未知', 'Unknown'],
  safety: ['不良反应', 'Adverse event'], complaint: ['投诉', 'Complaint'], event: ['活动', 'Event'], timeoff: ['休假', 'Time off'],
  wecomName: ['企业微信', 'WeCom'], smsName: ['短信', 'SMS'],
  plus30: ['+30 分', '+30 min'], to1830: ['到 18:30', 'To 18:30'],
  toNext: ['到下一个提醒', 'To the next reminder'], noNext: ['没有待发的提醒', 'No reminder waits'],
  choose: ['选时间', 'Choose'], go: ['走到这里', 'Go there'], chooseLabel: ['走到哪天几点', 'Go to'],
  moving: ['正在走到 %…', 'Moving to %…'], stops: ['停了%次', '% stops'],
  forward: ['只能往前走；经过的每个提醒都会真的发出', 'Only forward; every reminder on the way is really sent'],
  online: ['已连接', 'Connected'], offline: ['连接断了，正在重连…', 'Connection lost, reconnecting…'],
  inspector: ['这条消息怎么走的', 'How this message travelled'],
  close: ['关闭', 'Close'], way: ['方式', 'Way'], path: ['地址', 'Address'], status: ['应答', 'Status'], took: ['用时', 'Time'],
  tries: ['投递次数', 'Deliveries'], receipt: ['回执', 'Receipt'],
  request: ['请求（解密后）', 'Request (decrypted)'], plainRequest: ['请求', 'Request'],
  answer: ['被动回复（解密后）', 'Passive reply (decrypted)'], plainAnswer: ['应答正文', 'Answer'],
  noAnswer: ['空应答：没有要马上说的，或由主动消息来说', 'Empty: nothing to say at once, or said by a message of its own'],
  same: ['它是上一条消息的回答，随那次回调一起返回。', 'It came back in the answer to the callback before it.'],
  noAnswerAtAll: ['程序没有应答，请看它是不是还在运行。', 'The program does not answer; see whether it still runs.'],
};

// Codes of purposes and results (understanding guide) as people say them.
const codes = {
  access: ['进院准入', 'Access'], invite: ['邀请', 'Invitation'], followup: ['跟进', 'Follow-up'], academic: ['学术', 'Academic'],
  detailing: ['产品传递', 'Detailing'], relationship: ['关系维护', 'Relationship'],
  agreed: ['认可', 'Agreed'], interested: ['感兴趣', 'Interested'], neutral: ['一般', 'Neutral'], objection: ['有异议', 'Objection'],
  refused: ['拒绝', 'Refused'], absent: ['未遇', 'Absent'],
};

const roles = {
  rep: ['代表', 'rep'], manager: ['主管', 'manager'], director: ['总监', 'director'], safety: ['药物警戒', 'safety'],
  compliance: ['合规', 'compliance'], admin: ['管理员', 'admin'],
};

let n = localStorage.getItem('yaoban.lang') === 'en' ? 1 : 0;
const watchers = [];

const from = (table) => (key, arg) => {
  const pair = table[key];
  if (!pair) return key;
  return arg === undefined ? pair[n] : pair[n].replace('%', () => arg);
};

// t returns the words of that key; % in them stands for arg.
export const t = from(words);
// code returns the words of a purpose or result.
export const code = from(codes);
// role returns the words of a role.
export const role = from(roles);
// lang returns zh or en.
export const lang = () => (n ? 'en' : 'zh');
// known reports whether there are words of that key.
export const known = (key) => key in words;

// onLang calls f now and whenever the language changes.
export function onLang(f) {
  watchers.push(f);
  f();
}

// toggle changes the language, and remembers it in this browser.
export function toggle() {
  n = 1 - n;
  localStorage.setItem('yaoban.lang', lang());
  apply();
}

// apply writes the words into everything that names its key, and calls the watchers.
export function apply() {
  document.documentElement.lang = n ? 'en' : 'zh-CN';
  for (const el of document.querySelectorAll('[data-t]')) el.textContent = t(el.dataset.t);
  for (const el of document.querySelectorAll('[data-label]')) el.setAttribute('aria-label', t(el.dataset.label));
  for (const el of document.querySelectorAll('[data-hint]')) el.placeholder = t(el.dataset.hint);
  for (const el of document.querySelectorAll('[data-tip]')) el.title = t(el.dataset.tip);
  for (const f of watchers) f();
}
