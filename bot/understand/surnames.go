package understand

// surnameList has the usual surnames of one character. Characters that are far more often something else in a report (和, 向,
// 查, 时, 都, 从, 连, 那, 别) are left out: before 主任 they are not names.
const surnameList = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳" +
	"酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余元卜顾孟平黄穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁" +
	"杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑" +
	"裴陆荣翁荀羊惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白" +
	"怀蒲邰鄂索咸籍赖卓蔺屠蒙池乔阴胥苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温庄晏柴瞿阎充慕茹习宦艾鱼容古易慎戈廖庾" +
	"终居衡步耿满弘匡文寇广禄阙东欧殳沃利蔚越隆师巩厍聂晁勾敖融冷辛阚简饶空曾毋沙养鞠须丰巢关蒯相后荆红游竺权逯盖益桓公付肖闫涂覃冼佘仝苟岳占" +
	"代刀芦仉晋楚涓亓官佟帅缑亢况有琴商牟佴伯赏南墨哈谯笪年爱阳言福邸丛岩尉敬揭朴苑矫隋衣鹿银迟撒初郄门原亚展栗尧褟栩买候"

var surnames = func() map[rune]bool {
	m := make(map[rune]bool, 512)
	for _, c := range surnameList {
		m[c] = true
	}
	for _, c := range notBeforeTitles {
		delete(m, c)
	}
	return m
}()

// notBeforeTitles are surnames so rare, and words so common, that they never count as a surname here.
const notBeforeTitles = "后有相却越空通利年福言初门原亚展终居满双广公益须丰充经步强计家应全印山水花明成平常安乐班谷南东官伯商买候有爱干支管红"

// compoundSurnames are the surnames of two characters.
var compoundSurnames = map[string]bool{"欧阳": true, "司马": true, "上官": true, "诸葛": true, "夏侯": true, "皇甫": true, "尉迟": true, "公孙": true,
	"慕容": true, "令狐": true, "宇文": true, "长孙": true, "司徒": true, "澹台": true, "东方": true, "独孤": true, "南宫": true, "万俟": true,
	"闻人": true, "端木": true, "轩辕": true, "钟离": true, "呼延": true, "单于": true, "申屠": true, "太史": true, "公羊": true, "西门": true}

// surnameOf returns how many characters of a name are the surname: 2 for a compound one, otherwise 1.
func surnameOf(name []rune) int {
	if len(name) >= 3 && compoundSurnames[string(name[:2])] {
		return 2
	}
	return 1
}
