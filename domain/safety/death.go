package safety

import "regexp"

// lately are the words that stand between who died and that she did.
const lately = `(?:昨天|今天|前天|昨晚|今早|夜里|上周|当天|当晚|后来|就|已经|也|最后|突然|一下子)`

var (
	// dies are the words that say somebody died.
	dies = regexp.MustCompile(`死亡|死了|死掉|死于|病死|猝死|去世|过世|病逝|离世|辞世|身亡|身故|殁了|没了命|丧命|(?:抢救|救治|治疗)无效|没(?:有)?(?:抢救|救)(?:过|回)来|没挺过来|没熬过来|没救活|咽了?气|断了?气` +
		`|(?:人|病人|患者|老人|老人家|老爷子|老太太|大爷|大妈|奶奶|爷爷|孩子|他|她)` + lately + `{0,3}(?:没了|没啦|不在了|死)(?:[，,。；;!！\s]|$)` +
		`|(?:(?:^|[^病熟主])人|老人|老人家|老爷子|老太太|大爷|大妈|奶奶|爷爷)` + lately + `{0,3}走了(?:[，,。；;!！\s]|$)|(?:病人|患者|孩子|他|她)` + lately + `{1,3}走了(?:[。；;!！\s]|$)`)
	// livesOn are the words that speak of death where nobody died.
	livesOn = regexp.MustCompile(`死亡(?:率|风险|事件|人数|终点|原因|的?风险|危险|率)|(?:猝死|死亡)的?(?:风险|概率|几率|可能)|(?:降低|减少|预防|避免|防止|全因|心血管|心源性)(?:了)?(?:猝死|死亡)|(?:没|没有|未|不会|并未|还没|别|怕|担心|害怕|会不会|差点|差点儿|险些|几乎)(?:被|会|要|出现|发生|是)?(?:死|去世|过世|猝死|死亡|病逝|离世)` +
		`|[累忙热冷疼痛痒烦气急吓笑困饿渴难恨挤愁想恶]死了|(?:卡|堵|锁|钉|关|咬|盯|说|写|定)死了|死了心|死了这条心|(?:系统|手机|电脑|机器|网络|软件)[^，,。]{0,4}死(?:机|了)|死于安乐`)
)

// TellsDeath reports whether a text says that somebody died. It errs to the side of yes, because a death is due at once (卫生部令第81号):
// the safety desk grades it otherwise where it was none.
func TellsDeath(text string) bool { return dies.MatchString(livesOn.ReplaceAllString(text, "")) }
