// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Gateway
import TestSupport
import Testing

/// A text that should tell of nobody, and what must be found in it.
@Suite struct AnonymityTests {
    /// Born on 25 July 2013.
    private static let born = CivilDate(iso: "2013-07-25")

    private static let rules = Result { try PolicyFolder.utrecht() }

    private static func check(
        _ text: String, escaped: Bool = false, born: CivilDate? = born
    ) throws -> CheckedContent {
        let rules = try Self.rules.get()
        let code = try #require(CategoryCode("C6"))
        let category = try #require(rules.catalogue.category(code))
        var literal = String(decoding: JSON.string(text).serialized(), as: UTF8.self)
        if escaped {
            // As a text that hides something would write its digits.
            literal = literal.map { $0.isWholeNumber ? "\\u003\($0)" : String($0) }.joined()
        }
        let bytes = Array(#"{"C6.observatie": {"observatie": \#(literal)}}"#.utf8)
        let index = try JSONIndex(parsing: bytes.span, limits: .standard)
        let outcome = rules.catalogue.check(
            index.root, of: category, in: index, bytes: bytes.span, at: "",
            anonymity: Anonymity(born: born))
        guard case .valid(let checked) = outcome else { throw Unexpected() }
        return checked
    }

    private struct Unexpected: Error {}

    static let traits = [
        "mail mij op n.dewit@example.nl", "zijn account is @noor_2013", "zie www.example.nl",
        "bel 0612345678", "bel 06-12345678", "bel 06 12 34 56 78", "bel 06-12-34-56-78",
        "030 - 123 45 67", "+31 6 12345678", "+31612345678", "0031612345678", "(030) 1234567",
        "tel0612345678",
        "woont op 3511 AB 12", "woont op 3511AB", "3511ab", "3511 ab 12", "in de Dorpsstraat 12",
        "dorpsstraat 12 hoog", "aan de Kerkweg 4",
        "bsn 111222333", "nummer 1112 22 333", "nummer 111.222.333",
        "zit in 3vmbo-b", "zit in 4 havo", "zit in havo 4", "havo-4", "vwo5", "klas 2A", "klas 2",
        "groep 8", "groep: 7b", "zit in 2A", "zit in h3b", "brugklas 1",
        "geboren op 25-07-2013", "geboren 25-7-2013", "geboren 25.07.13", "25/7/2013", "2013-07-25",
        "25 juli 2013", "25 jul 2013", "jarig op 25 juli", "25072013", "20130725", "25 7 2013",
        "op 25 juli 2026 werd zij ouder",
        "het meisje heet Noor", "haar naam is Noor", "een jongen, genaamd \"Sem\"",
        "achternaam: Wit",
    ]

    @Test(arguments: traits)
    func `a text with a trait is not anonymous, plain or escaped`(text: String) throws {
        #expect(try Self.check(text).facts.identifies)
        #expect(try Self.check(text, escaped: true).facts.identifies)
        #expect(try Self.check("Dit viel op: \(text).").facts.identifies)
    }

    static let plain = [
        "Een leerling is vaak moe en stil in de les.",
        "Sinds een paar weken komt het kind 3 dagen per week niet.",
        "In 2026 is het twee keer gebeurd, in 2025 de eerste keer.",
        "Het kind haalt 7 van de 10 toetsen, en dat was 5.",
        "Op 24 juli ging het mis.", "Dat was op 12-03-2026 om 10:30.",
        "Na 16 uur gaat het beter; 2 a 3 keer per week lukt het.",
        "De onderweg 2 gemiste lessen tellen niet.", "Het is onderweg 3 keer misgegaan.",
        "Er is nummer 123456789 genoemd.", "Zij krijgt 1000 kg moed.",
        "Het kind luistert goed naar de mentor.", "",
    ]

    @Test(arguments: plain.filter { !$0.isEmpty })
    func `a text without traits stays usable`(text: String) throws {
        #expect(try !Self.check(text).facts.identifies)
    }

    @Test func `the date of birth is a trait only of the child that was born on it`() throws {
        #expect(try !Self.check("25-07-2013", born: CivilDate(iso: "2013-07-26")).facts.identifies)
        #expect(try !Self.check("25-07-2013", born: nil).facts.identifies)
    }

    @Test(arguments: [
        ("Het kind is stil.", []),
        ("Het kind is 13 jaar.", ["leeftijd"]),
        ("Het 13-jarige kind is stil.", ["leeftijd"]),
        ("Op 12-03-2026 ging het mis.", ["datum"]),
        ("De vader is overleden.", ["bijzonder"]),
        ("Zij kwam uit Utrecht. Zij is stil.", ["hoofdletter"]),
        ("Het OPP is klaar. De JGZ weet het.", []),
    ])
    func `what only a person can weigh is asked, without repeating it`(
        text: String, expected: [String]
    ) throws {
        let warnings = try Self.check(text).warnings
        #expect(Set(warnings.map(\.rawValue)) == Set(expected + ["beschrijving"]))
        for warning in AnonymityWarning.allCases {
            #expect(!warning.text.isEmpty)
            #expect(warning.text.split(separator: " ").allSatisfy { $0.utf8.count <= 16 })
        }
    }

    @Test func `any identification is a trait, and what is not anonymous is not searched`() throws {
        let rules = try Self.rules.get()
        let code = try #require(CategoryCode("C1"))
        let category = try #require(rules.catalogue.category(code))
        let bytes = Array(#"{"C1.school": {"school": "x"}}"#.utf8)
        let index = try JSONIndex(parsing: bytes.span, limits: .standard)
        for anonymity in [nil, Anonymity(born: nil)] {
            let outcome = rules.catalogue.check(
                index.root, of: category, in: index, bytes: bytes.span, at: "",
                anonymity: anonymity)
            guard case .valid(let checked) = outcome else {
                Issue.record("not valid: \(outcome)")
                continue
            }
            #expect(checked.facts.identifies == (anonymity != nil))
            #expect(checked.warnings.isEmpty == (anonymity == nil))
        }
    }

    @Test func `no text stops the search`() throws {
        var random = SeededRandom(seed: 41)
        let pieces = [
            "@", "3", "-", "juli", " ", "klas", "0", "AB", ".", "\n", "é", "12", "naam", ":",
        ]
        for _ in 0..<500 {
            let count = Int(random.next() % 12)
            let text = (0..<count).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }
                .joined()
            _ = try Self.check("a" + text)
        }
    }
}
