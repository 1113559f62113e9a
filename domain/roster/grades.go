package roster

import "fmt"

// KeepGrades gives the rows of doctors the grades that are stored, new doctors none: a grading scheme is in force, and grades come
// from it alone. What the file says otherwise is noted.
func KeepGrades(f *File[Doctor], stored []Doctor) {
	known := DoctorTable.byKey(stored)
	ignored := 0
	for i := range f.Rows {
		d := &f.Rows[i]
		if is := known[d.Code].Grade; d.Grade != is {
			ignored++
			d.Grade = is
		}
	}
	if ignored > 0 && f.Has("grade") {
		f.Notes = append(f.Notes, fmt.Sprintf("column grade: a grading scheme is in force and grades by itself; other grades of the file are left out (%d×)", ignored))
	}
}
