// SPDX-License-Identifier: EUPL-1.2
import Consent
import Domain
import Encodings
import Gateway
import Testing

/// Who of the family sees which entries, by age, gezag, regime and what was chosen (domain.md §6).
@Suite struct FamilyAccessTests {
    private static let school = PartnerID("trajectum/vo")!
    private static let team = PartnerID("lokalis/buurtteam-vo-so")!
    private static let noor = RandomID(bytes: [UInt8](repeating: 1, count: 16))!
    private static let mother = RandomID(bytes: [UInt8](repeating: 2, count: 16))!
    private static let father = RandomID(bytes: [UInt8](repeating: 3, count: 16))!
    private static let at = Timestamp(rfc3339: "2026-03-10T09:00:00.000Z")!
    private static let day = CivilDate(iso: "2026-03-10")!

    enum Person: String, CaseIterable { case noor, mother, father }

    /// An entry by where it came from.
    enum Entry: String, CaseIterable {
        case schoolAbsence, schoolResults, schoolBehaviour, swvSupport, careHelp, jgzAdvice, voice

        var subject: FamilyAccess.Subject {
            switch self {
            case .schoolAbsence: make(true, false, "C3")
            case .schoolResults: make(true, false, "C4")
            case .schoolBehaviour: make(true, false, "C6")
            case .swvSupport: make(false, false, "C3")
            case .careHelp: make(false, true, "C9")
            case .jgzAdvice: make(false, true, "C7")
            case .voice: make(false, true, "C12")
            }
        }

        private func make(_ isSchool: Bool, _ isCare: Bool, _ category: String)
            -> FamilyAccess.Subject
        {
            FamilyAccess.Subject(
                source: isSchool ? FamilyAccessTests.school : FamilyAccessTests.team,
                isSchool: isSchool, isCare: isCare, category: CategoryCode(category)!)
        }
    }

    private static func file(
        born: String,
        gezag: (GezagSoort, [RandomID])? = (
            .gezamenlijkOuderlijkGezag, [mother, father]
        ), peildatum: CivilDate = day, ots: Ondertoezichtstelling = .geen,
        safety: [SafetyRecord] = [], readers: ReaderChoice? = nil,
        incapacity: Incapacity? = nil
    ) throws -> Known {
        var family = Family(
            child: noor, born: CivilDate(iso: born)!,
            members: [
                FamilyMember(id: noor, aanduiding: .jongere),
                FamilyMember(id: mother, aanduiding: .moeder),
                FamilyMember(id: father, aanduiding: .vader),
            ], incapacity: incapacity)
        if let gezag {
            family.gezag = [
                GezagFact(
                    id: noor, soort: gezag.0, holders: gezag.1, bron: .brp, peildatum: peildatum,
                    ondertoezichtstelling: ots, recordedBy: school, recordedAt: at)!
            ]
        }
        var choices = SafetyFile()
        for record in safety { choices.add(record) }
        return Known(family: family, choices: choices, readers: readers)
    }

    /// What is recorded that views hang on.
    private struct Known {
        let family: Family
        let choices: SafetyFile
        let readers: ReaderChoice?
    }

    private static func sees(_ person: Person, _ file: Known, on day: CivilDate = day)
        -> Set<Entry>?
    {
        let id =
            switch person {
            case .noor: noor
            case .mother: mother
            case .father: father
            }
        guard
            let access = FamilyAccess(
                of: id, in: file.family, choices: file.choices, readers: file.readers, on: day)
        else { return nil }
        return Set(Entry.allCases.filter { access.maySee($0.subject) })
    }

    private static let all = Set(Entry.allCases)
    private static let care: Set<Entry> = [.careHelp, .jgzAdvice, .voice]
    private static let progress: Set<Entry> = [.schoolAbsence, .schoolResults]

    private static func choice(_ reader: SourceViewChoice.Reader, _ isOpen: Bool) -> SafetyRecord {
        .sourceChoice(SourceViewChoice(source: school, reader: reader, isOpen: isOpen, at: at))
    }

    private static func opened(_ parent: RandomID, _ isOpen: Bool, _ seconds: Int64)
        -> SafetyRecord
    {
        .youthChoice(
            YouthViewChoice(
                parent: parent, isOpen: isOpen, at: at.adding(milliseconds: seconds * 1000),
                recordedBy: school))
    }

    @Test func `below twelve the parents see everything and the child nothing`() throws {
        let file = try Self.file(born: "2014-03-11")
        #expect(Self.sees(.noor, file) == nil)
        #expect(Self.sees(.mother, file) == Self.all)
        #expect(Self.sees(.father, file) == Self.all)
    }

    @Test func `from twelve care is the jongere's by right, and school by the school's choice`()
        throws
    {
        let file = try Self.file(born: "2014-03-10")
        #expect(Self.sees(.noor, file) == Self.care)
        #expect(Self.sees(.mother, file) == Self.all.subtracting([.voice]))
        let open = try Self.file(born: "2014-03-10", safety: [Self.choice(.jongere, true)])
        #expect(
            Self.sees(.noor, open)
                == Self.care.union([.schoolAbsence, .schoolResults, .schoolBehaviour]))
        let closed = try Self.file(
            born: "2014-03-10",
            safety: [Self.choice(.jongere, true), Self.choice(.jongere, false)])
        #expect(Self.sees(.noor, closed) == Self.care)
        let heard = try Self.file(
            born: "2014-03-10",
            readers: ReaderChoice(readers: [], parents: [Self.mother], at: Self.at))
        #expect(Self.sees(.mother, heard) == Self.all)
        #expect(Self.sees(.father, heard) == Self.all.subtracting([.voice]))
    }

    @Test func `from sixteen parents keep school progress, and what the jongere opens for each`()
        throws
    {
        let file = try Self.file(born: "2010-03-10")
        #expect(Self.sees(.noor, file) == Self.all)
        #expect(Self.sees(.mother, file) == Self.progress)
        let closed = try Self.file(born: "2010-03-10", safety: [Self.choice(.ouders, false)])
        #expect(Self.sees(.mother, closed) == [])
        let open = try Self.file(
            born: "2010-03-10", safety: [Self.opened(Self.mother, true, 0)])
        #expect(Self.sees(.mother, open) == Self.all.subtracting([.voice]))
        #expect(Self.sees(.father, open) == Self.progress)
        let again = try Self.file(
            born: "2010-03-10",
            safety: [Self.opened(Self.mother, true, 0), Self.opened(Self.mother, false, 60)])
        #expect(Self.sees(.mother, again) == Self.progress)
        // Of two choices of one instant the closed one counts, whatever the order of recording.
        let same = try Self.file(
            born: "2010-03-10",
            safety: [Self.opened(Self.mother, false, 0), Self.opened(Self.mother, true, 0)])
        #expect(Self.sees(.mother, same) == Self.progress)
        // The school can't give what is the jongere's, nor the jongere what is the school's.
        let both = try Self.file(
            born: "2010-03-10",
            safety: [Self.choice(.ouders, false), Self.opened(Self.mother, true, 0)])
        #expect(
            Self.sees(.mother, both) == Self.all.subtracting(Self.progress).subtracting([.voice]))
    }

    @Test func `at eighteen parents drop out, but for who represents`() throws {
        let file = try Self.file(
            born: "2008-03-10", safety: [Self.opened(Self.mother, true, 0)])
        #expect(Self.sees(.noor, file) == Self.all)
        #expect(Self.sees(.mother, file) == nil)
        let curator = try Self.file(
            born: "2008-03-10",
            incapacity: Incapacity(since: Self.day, representative: Self.mother))
        #expect(Self.sees(.mother, curator) == Self.all)
        #expect(Self.sees(.father, curator) == nil)
        #expect(Self.sees(.mother, curator, on: Self.day.adding(days: -1)) != Self.all)
    }

    @Test func `who can't judge the own interests has parents that see as before sixteen`() throws {
        let file = try Self.file(
            born: "2010-03-10", incapacity: Incapacity(since: Self.day, representative: nil))
        #expect(Self.sees(.mother, file) == Self.all.subtracting([.voice]))
    }

    /// Gezag, and whether mother and father have a view.
    static let gezag: [(GezagSoort, [RandomID], CivilDate, Ondertoezichtstelling, Bool, Bool)] = [
        (.gezamenlijkOuderlijkGezag, [mother, father], day, .geen, true, true),
        (.gezamenlijkGezag, [mother, father], day, .geen, true, true),
        (.eenhoofdigOuderlijkGezag, [mother], day, .geen, true, false),
        (.voogdij, [father], day, .geen, false, true),
        (.tijdelijkGeenGezag, [], day, .geen, false, false),
        (.gezagNietTeBepalen, [], day, .geen, false, false),
        (.gezamenlijkOuderlijkGezag, [mother, father], day, .zonderVerschuiving, true, true),
        (.gezamenlijkOuderlijkGezag, [mother, father], day, .metVerschuiving, false, false),
        (
            .gezamenlijkOuderlijkGezag, [mother, father], CivilDate(iso: "2026-03-03")!, .geen,
            true, true
        ),
        (
            .gezamenlijkOuderlijkGezag, [mother, father], CivilDate(iso: "2026-03-02")!, .geen,
            false, false
        ),
    ]

    @Test(arguments: gezag.indices)
    func `only a holder of known gezag has a view`(index: Int) throws {
        let (soort, holders, peildatum, ots, motherSees, fatherSees) = Self.gezag[index]
        let file = try Self.file(
            born: "2014-03-11", gezag: (soort, holders), peildatum: peildatum, ots: ots)
        #expect((Self.sees(.mother, file) != nil) == motherSees)
        #expect((Self.sees(.father, file) != nil) == fatherSees)
        let unknown = try Self.file(born: "2014-03-11", gezag: nil)
        #expect(Self.sees(.mother, unknown) == nil)
    }

    /// A birth and the first day of the next band, also of who was born on 29 February.
    static let birthdays = [
        ("2012-02-29", "2024-02-29", AgeBand.from12To15), ("2013-06-01", "2025-06-01", .from12To15),
        ("2012-02-29", "2028-02-29", .from16To17), ("2011-10-26", "2027-10-26", .from16To17),
        ("2012-02-29", "2030-03-01", .adult), ("2008-03-30", "2026-03-30", .adult),
    ]

    @Test(arguments: birthdays.indices)
    func `a view changes on the birthday itself`(index: Int) throws {
        let (born, first, band) = Self.birthdays[index]
        let day = try #require(CivilDate(iso: first))
        let file = try Self.file(born: born, peildatum: day.adding(days: -1))
        let before = day.adding(days: -1)
        switch band {
        case .from12To15:
            #expect(Self.sees(.noor, file, on: before) == nil)
            #expect(Self.sees(.noor, file, on: day) == Self.care)
        case .from16To17:
            #expect(Self.sees(.mother, file, on: before) == Self.all.subtracting([.voice]))
            #expect(Self.sees(.mother, file, on: day) == Self.progress)
            #expect(Self.sees(.noor, file, on: day) == Self.all)
        case .adult:
            #expect(Self.sees(.mother, file, on: before) == Self.progress)
            #expect(Self.sees(.mother, file, on: day) == nil)
        case .under12: Issue.record("nobody becomes younger")
        }
    }
}
