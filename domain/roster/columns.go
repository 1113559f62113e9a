package roster

import (
	"errors"
	"strings"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/team"
)

// StaffTable is staff.csv. Its rows are checked further by CheckStaff.
var StaffTable = &Table[Staff]{
	Name: "staff",
	key:  func(s Staff) string { return team.FoldUserID(s.UserID) },
	columns: []column[Staff]{
		{"userid", []string{"账号", "帐号", "用户账号", "成员账号", "企业微信账号", "企微账号", "企业微信id"}, true,
			func(c string, s *Staff) (err error) { s.UserID, err = userID(c); return }, func(s Staff) string { return s.UserID }},
		{"name", []string{"姓名", "名字", "员工姓名"}, true,
			func(c string, s *Staff) (err error) { s.Name, err = text(c); return }, func(s Staff) string { return s.Name }},
		{"role", []string{"角色", "岗位", "职位", "职务"}, true,
			func(c string, s *Staff) (err error) { s.Role, err = one(c, "role", roles); return },
			func(s Staff) string { return string(s.Role) }},
		{"manager", []string{"上级", "直属上级", "直接上级", "主管", "经理", "上级账号", "主管账号"}, false,
			func(c string, s *Staff) (err error) { s.Manager, err = userID(c); return }, func(s Staff) string { return s.Manager }},
		{"mobile", []string{"手机", "手机号", "手机号码", "联系电话", "电话"}, true,
			func(c string, s *Staff) (err error) { s.Mobile, err = team.Mobile(c); return }, func(s Staff) string { return s.Mobile }},
		{"from", []string{"入职", "入职日期", "入职时间", "开始日期", "开始"}, true,
			func(c string, s *Staff) (err error) { s.From, err = date(c); return }, func(s Staff) string { return s.From.String() }},
		{"to", []string{"离职", "离职日期", "离职时间", "结束日期", "结束"}, false,
			func(c string, s *Staff) (err error) { s.To, err = date(c); return }, func(s Staff) string { return s.To.String() }},
		{"lines", []string{"产品线", "负责产品线", "业务线"}, false,
			func(c string, s *Staff) (err error) { s.Lines, err = list(c); return }, func(s Staff) string { return joined(s.Lines) }},
		{"channel", []string{"渠道", "通知渠道", "通知方式"}, false, readChannel, func(s Staff) string { return string(s.Channel) }},
		{"deputy", []string{"代理人", "代理", "代审人", "代理审核人"}, false,
			func(c string, s *Staff) (err error) { s.Deputy, err = userID(c); return }, func(s Staff) string { return s.Deputy }},
	},
}

var roles = map[domain.Role][]string{
	domain.Rep:        {"医药代表", "代表", "销售代表"},
	domain.Manager:    {"经理", "主管", "地区经理", "大区经理"},
	domain.Director:   {"总监", "销售总监"},
	domain.Safety:     {"药物警戒", "药物警戒专员", "pv", "安全"},
	domain.Compliance: {"合规", "合规专员"},
	domain.Admin:      {"管理员", "系统管理员"},
}

var channels = map[domain.Preference][]string{
	domain.PreferAuto:  {"自动"},
	domain.PreferWeCom: {"企业微信", "企微", "微信"},
	domain.PreferSMS:   {"短信"},
}

func readChannel(c string, s *Staff) (err error) {
	if s.Channel = domain.PreferAuto; c != "" {
		s.Channel, err = one(c, "channel", channels)
	}
	return err
}

// HospitalTable is hospitals.csv. Its rows are checked further by CheckHospitals.
var HospitalTable = &Table[Hospital]{
	Name: "hospitals",
	key:  func(h Hospital) string { return h.Code },
	columns: []column[Hospital]{
		{"code", []string{"编码", "代码", "医院编码", "医院代码", "编号", "医院编号"}, true,
			func(c string, h *Hospital) (err error) { h.Code, err = code(c); return }, func(h Hospital) string { return h.Code }},
		{"name", []string{"名称", "医院", "医院名称", "全称"}, true,
			func(c string, h *Hospital) (err error) { h.Name, err = text(c); return }, func(h Hospital) string { return h.Name }},
		{"level", []string{"等级", "级别", "医院等级", "医院级别"}, false,
			func(c string, h *Hospital) (err error) { h.Level, err = text(c); return }, func(h Hospital) string { return h.Level }},
		{"aliases", []string{"别名", "简称", "医院别名", "医院简称"}, false,
			func(c string, h *Hospital) (err error) { h.Aliases, err = list(c); return },
			func(h Hospital) string { return joined(h.Aliases) }},
		{"lat", []string{"latitude", "纬度"}, false,
			func(c string, h *Hospital) (err error) { h.Lat, err = degrees(c, 90); return },
			func(h Hospital) string { return degreesCell(h.Lat) }},
		{"lon", []string{"lng", "longitude", "经度"}, false,
			func(c string, h *Hospital) (err error) { h.Lon, err = degrees(c, 180); return },
			func(h Hospital) string { return degreesCell(h.Lon) }},
		{"reception", []string{"接待日", "接待时间", "接待窗口", "医药代表接待日"}, false,
			func(c string, h *Hospital) (err error) { h.Reception, err = windows(c); return },
			func(h Hospital) string { return windowsCell(h.Reception) }},
	},
}

// ProductTable is products.csv.
var ProductTable = &Table[Product]{
	Name: "products",
	key:  func(p Product) string { return p.Code },
	columns: []column[Product]{
		{"code", []string{"编码", "代码", "产品编码", "产品代码", "编号", "产品编号"}, true,
			func(c string, p *Product) (err error) { p.Code, err = code(c); return }, func(p Product) string { return p.Code }},
		{"brand", []string{"商品名", "品牌", "品名", "产品", "产品名称"}, true,
			func(c string, p *Product) (err error) { p.Brand, err = text(c); return }, func(p Product) string { return p.Brand }},
		{"generic", []string{"通用名", "通用名称"}, false,
			func(c string, p *Product) (err error) { p.Generic, err = text(c); return }, func(p Product) string { return p.Generic }},
		{"aliases", []string{"别名", "简称"}, false,
			func(c string, p *Product) (err error) { p.Aliases, err = list(c); return },
			func(p Product) string { return joined(p.Aliases) }},
		{"area", []string{"领域", "治疗领域", "产品线"}, false,
			func(c string, p *Product) (err error) { p.Area, err = text(c); return }, func(p Product) string { return p.Area }},
	},
}

// DoctorTable is doctors.csv. Its rows are checked further by CheckDoctors.
var DoctorTable = &Table[Doctor]{
	Name: "doctors",
	key:  func(d Doctor) string { return d.Code },
	columns: []column[Doctor]{
		{"code", []string{"编码", "代码", "医生编码", "医生代码", "编号", "医生编号"}, true,
			func(c string, d *Doctor) (err error) { d.Code, err = code(c); return }, func(d Doctor) string { return d.Code }},
		{"name", []string{"姓名", "医生", "医生姓名"}, true,
			func(c string, d *Doctor) (err error) { d.Name, err = text(c); return }, func(d Doctor) string { return d.Name }},
		{"hospital", []string{"医院", "医院编码", "医院代码", "所在医院"}, true,
			func(c string, d *Doctor) (err error) { d.Hospital, err = code(c); return }, func(d Doctor) string { return d.Hospital }},
		{"department", []string{"科室", "部门", "科室名称"}, true,
			func(c string, d *Doctor) (err error) { d.Department, err = text(c); return },
			func(d Doctor) string { return d.Department }},
		{"title", []string{"职称"}, false,
			func(c string, d *Doctor) (err error) { d.Title, err = text(c); return }, func(d Doctor) string { return d.Title }},
		{"post", []string{"职务", "行政职务"}, false,
			func(c string, d *Doctor) (err error) { d.Post, err = text(c); return }, func(d Doctor) string { return d.Post }},
		{"grade", []string{"等级", "级别", "医生等级", "医生级别"}, false, readGrade, func(d Doctor) string { return string(d.Grade) }},
		{"rep", []string{"代表", "医药代表", "负责代表", "代表账号", "负责人"}, false,
			func(c string, d *Doctor) (err error) { d.Reps, err = userIDs(c); return },
			func(d Doctor) string { return joined(d.Reps) }},
		{"outpatients", []string{"门诊量", "月门诊量"}, false,
			func(c string, d *Doctor) (err error) { d.Outpatients, err = number(c); return },
			func(d Doctor) string { return numberCell(d.Outpatients) }},
		{"beds", []string{"床位", "床位数"}, false,
			func(c string, d *Doctor) (err error) { d.Beds, err = number(c); return },
			func(d Doctor) string { return numberCell(d.Beds) }},
		{"needs", []string{"需求", "产品需求", "需求产品", "目标产品"}, false,
			func(c string, d *Doctor) (err error) { d.Needs, err = list(c); return }, func(d Doctor) string { return joined(d.Needs) }},
		{"state", []string{"状态", "核实状态"}, false,
			func(c string, d *Doctor) error { d.Unverified = c == unverified; return nil },
			func(d Doctor) string {
				if d.Unverified {
					return unverified
				}
				return ""
			}},
		{"since", []string{"负责自", "负责开始", "分配日期"}, false,
			func(c string, d *Doctor) (err error) { d.Since, err = date(c); return }, nil},
	},
}

// unverified marks a doctor whom a rep added by message and whom nobody has verified (PRODUCT.md D7). A file that names her without the
// word verifies her.
const unverified = "待核"

func readGrade(c string, d *Doctor) error {
	switch g := domain.Grade(strings.ToUpper(strings.TrimSuffix(c, "级"))); g {
	case "", domain.GradeA, domain.GradeB, domain.GradeC, domain.GradeD:
		d.Grade = g
		return nil
	}
	return errors.New(quote(c) + " is no grade (A, B, C, D or empty)")
}
