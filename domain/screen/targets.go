package screen

// asked reports whether a count of packs or prescriptions is a target that is put on somebody, rather than what happened
// (PRODUCT.md C4; 《医药代表管理办法》 article 11).
func (t *text) asked(i, verb int) bool {
	if t.left(i, 6, perHead, 0) >= 0 && (t.left(i, 4, period, 0) < 0 || t.left(i, 3, must|wish, 0) >= 0) || t.left(i, 2, taskNoun, 0) >= 0 {
		return true
	}
	if t.right(i, 4, intake, 0) >= 0 {
		return false // 一盒够吃两周
	}
	if verb >= 0 && t.word(verb) == "补" && t.left(i, 12, taskNoun, 3) >= 0 {
		return true // 指标完成率太低，月底前补40盒
	}
	if verb >= 0 && t.ts[verb].class&(stock|intake|broken) != 0 && t.ts[verb].class&(rx|use) == 0 || t.has(i, harm) {
		return false
	}
	j := t.left(i, 12, taskNoun, 3)
	if j < 0 {
		j = t.right(i, 5, taskNoun, 0)
	}
	if j >= 0 && !(t.has(i, patient) && t.ts[j].to-t.ts[j].from == 1) {
		return true
	}
	if j := t.left(i, 10, must, 1); j >= 0 && (i-j <= 3 || t.has(i, rx|use|period|rate|subject)) {
		return true
	}
	if j := t.left(i, 10, wish, 1); j >= 0 && verb >= j && t.ts[verb].class&(rx|use) != 0 && !t.has(i, patient) {
		return true
	}
	return false
}

// taskStart returns where the hidden words of a task begin: at the word that makes it one, if that is near.
func (t *text) taskStart(i int) int {
	if j := t.left(i, 6, must|wish|taskNoun, 0); j >= 0 {
		return j
	}
	return i
}

// target looks at a sales task by its name, and at a target in money.
func (t *text) target(i int) {
	k := t.ts[i]
	if t.forbidden(i) {
		return
	}
	if k.class&taskWord != 0 {
		t.hide(i, i, SalesTask)
		t.numbersAfter(i, SalesTask)
		return
	}
	if k.class&(taskNoun|use) == 0 || t.has(i, price|give) && k.class&taskNoun == 0 || t.has(i, approved) {
		return
	}
	n := t.near(i, 5, number, 1)
	if n < 0 {
		return
	}
	unit, last := t.unit(n)
	if who := t.left(n, 3, named, 0); k.class&taskNoun != 0 && who > i && unit < 0 && t.ts[n].value >= plain { // 指标：张伟100、李静60
		t.hide(n, last, SalesTask)
		t.numbersAfter(n, SalesTask)
		return
	}
	if task := t.word(i); (task == "任务" || task == "指标") && n == i+1 && unit < 0 && t.ts[n].value >= plain && t.right(n, 8, use|taskNoun, 1) >= 0 && !t.visits() {
		t.hide(i, n, SalesTask) // 任务150 已出90 差60
		t.numbersAfter(n, SalesTask)
		return
	}
	sum := unit >= 0 && t.ts[unit].class&money != 0 || unit < 0 && t.ts[n].value >= 10000
	if sum && !t.has(i, price) && (k.class&taskNoun != 0 || t.has(i, must|taskWord)) {
		t.hide(min(i, n), max(i, unit, last), SalesTask)
	}
}
