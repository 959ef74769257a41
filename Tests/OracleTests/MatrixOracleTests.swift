// SPDX-License-Identifier: EUPL-1.2
import MatrixOracle
import Testing

/// The oracle by itself: the stories that the matrix is explained with.
@Suite struct MatrixOracleTests {
    private static let partners: [String: PartnerKind] = [
        "bpo": .swv, "leerplichtambtenaar": .leerplicht, "gezinswerker": .other,
        "jeugdarts": .other, "jeugdverpleegkundige": .other, "jgz-medewerker": .other,
        "behandelaar": .other, "gezinsbegeleider": .other, "jeugdondersteuner": .other,
        "schoolconsulent": .other, "onderzoeker": .other, "rmc-medewerker": .other,
    ]

    private func answer(
        _ source: String, _ group: String, _ recipient: String, _ purpose: String,
        _ change: (StatedFacts) -> Void = { _ in }
    ) throws -> Bool {
        try MatrixFile.oracle().permits(
            OracleQuestion(
                sourceRole: source, sourcePartner: Self.partners[source] ?? .school,
                recipientRole: recipient, recipientPartner: Self.partners[recipient] ?? .school,
                group: group, purpose: purpose), StatedFacts(change))
    }

    @Test func `every row of the matrix has lines, but the one that no role may ask`() throws {
        let rows = Set(try MatrixFile.matrix().lines.map(\.row))
        #expect(rows == Set(1...49).subtracting([29]))
    }

    @Test func `the rows that wait for an answer of the law are off`() throws {
        let off = try MatrixFile.matrix().lines.filter { !$0.isOn }.map(\.row)
        #expect(Set(off) == [4, 5, 15, 20, 30, 35, 48])
    }

    @Test func `an absence report asks nothing of the family, and goes to enforcement too`() throws
    {
        #expect(
            try answer("systeem", "C3.ongeoorloofd", "leerplichtambtenaar", "P2") {
                $0.recipientPlace = .none
                $0.consentComplete = false
                $0.noticeGiven = false
                $0.objectionIsOpen = true
                $0.meeting = .notListed
            })
        #expect(
            try !answer("systeem", "C3.ongeoorloofd", "leerplichtambtenaar", "P2") {
                $0.overThreshold = false
            })
        #expect(
            try !answer("systeem", "C3.ongeoorloofd", "leerplichtambtenaar", "P2") {
                $0.age = .adult
            })
    }

    @Test func `an observation reaches the buurtteam by a yes and no other way`() throws {
        #expect(try answer("mentor", "C6.observatie", "gezinswerker", "P3"))
        #expect(try answer("mentor", "C1.identificatie", "gezinswerker", "P3"))
        let refusals: [(StatedFacts) -> Void] = [
            { $0.consentComplete = false }, { $0.objectionIsOpen = true }, { $0.restricted = true },
            { $0.others = .informed }, { $0.secrecy = .kept }, { $0.recipientPlace = .invited },
            { $0.sourceHasPlace = false }, { $0.meeting = .notListed }, { $0.expired = true },
            {
                $0.meeting = .listed
                $0.attendanceAsked = false
            },
        ]
        for refusal in refusals {
            #expect(try !answer("mentor", "C6.observatie", "gezinswerker", "P3", refusal))
        }
        #expect(try !answer("mentor", "C6.observatie", "gezinswerker", "P4"))
        #expect(try !answer("mentor", "C7.advies", "gezinswerker", "P3"))
    }

    @Test func `a diagnosis reaches school by a yes for that item alone`() throws {
        #expect(
            try answer("jeugdarts", "C7.diagnose", "mentor", "P1") { $0.secrecy = .lifted })
        #expect(try !answer("jeugdarts", "C7.diagnose", "mentor", "P1") { $0.perItem = false })
        #expect(
            try !answer("jeugdarts", "C7.diagnose", "leerkracht", "P7") {
                $0.emergency = .acute
                $0.perItem = false
            })
    }

    @Test func `break-glass opens a group without a row, and neither X nor number`() throws {
        func asked(_ source: String, _ group: String, _ recipient: String) throws -> Bool {
            try answer(source, group, recipient, "P7") {
                $0.emergency = .acute
                $0.consentComplete = false
                $0.objectionIsOpen = true
                $0.secrecy = .kept
            }
        }
        #expect(try asked("jeugdarts", "C8.zorgen", "leerkracht"))
        #expect(try !asked("bpo", "C5.gezondheid", "gezinswerker"))
        #expect(try !asked("mentor", "C1.pgn", "jeugdarts"))
        #expect(try !asked("mentor", "C1.adres-geheim", "jeugdarts"))
        #expect(try !asked("systeem", "C8.zorgen", "jeugdarts"))
    }

    @Test func `thinking along without a name needs no yes, and no trait may tell who`() throws {
        func asked(_ change: @escaping (StatedFacts) -> Void) throws -> Bool {
            try answer("mentor", "C6.observatie", "jeugdverpleegkundige", "P1") {
                $0.consentComplete = false
                $0.anonymous = true
                change($0)
            }
        }
        #expect(try asked { _ in })
        #expect(try !asked { $0.anonymous = false })
        #expect(try !asked { $0.identifying = true })
    }

    @Test func `an invitation tells who the child is where something may follow`() throws {
        func asked(_ change: @escaping (StatedFacts) -> Void) throws -> Bool {
            try answer("gezinswerker", "C1.identificatie", "leerplichtambtenaar", "P6") {
                $0.isInvitation = true
                $0.recipientPlace = .invited
                $0.sourceBroughtCasus = false
                $0.planParticipant = false
                $0.secrecy = .lifted
                change($0)
            }
        }
        #expect(try asked { _ in })
        #expect(try !asked { $0.isInvitation = false })
        #expect(try !asked { $0.consentComplete = false })
        #expect(try !asked { $0.recipientPlace = .none })
    }
}
