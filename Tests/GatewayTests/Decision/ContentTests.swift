// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Gateway
import Testing

/// Content that does not fit the catalogue, and the place that must be named.
struct Misfit: Sendable, CustomTestStringConvertible {
    let category: String
    let content: String
    let pointers: [String]

    var testDescription: String { content }

    static let all = [
        Misfit(category: "C6", content: "[]", pointers: ["/inhoud"]),
        Misfit(category: "C6", content: "{}", pointers: ["/inhoud"]),
        Misfit(
            category: "C6", content: #"{"C6.geheimpje": {"x": 1}}"#,
            pointers: ["/inhoud", "/inhoud"]),
        Misfit(
            category: "C6", content: #"{"C7.advies": {"advies": "x"}}"#,
            pointers: ["/inhoud", "/inhoud"]),
        Misfit(
            category: "C6", content: #"{"C6.observatie": []}"#, pointers: ["/inhoud/C6.observatie"]),
        Misfit(
            category: "C6", content: #"{"C6.observatie": {}}"#,
            pointers: ["/inhoud/C6.observatie/observatie"]),
        Misfit(
            category: "C6", content: #"{"C6.observatie": {"observatie": ""}}"#,
            pointers: ["/inhoud/C6.observatie/observatie"]),
        Misfit(
            category: "C6", content: #"{"C6.observatie": {"observatie": 7, "aard": "griep"}}"#,
            pointers: ["/inhoud/C6.observatie/observatie", "/inhoud/C6.observatie"]),
        Misfit(
            category: "C3",
            content:
                #"{"C3.ziekte-uren": {"perioden": [{"datum": "2026-03-01", "uren": 4, "ziekte": "griep"}]}}"#,
            pointers: ["/inhoud/C3.ziekte-uren/perioden/0"]),
        Misfit(
            category: "C3",
            content: #"{"C3.ongeoorloofd": {"perioden": [{"datum": "2026-02-30", "uren": 13}]}}"#,
            pointers: [
                "/inhoud/C3.ongeoorloofd/perioden/0/datum",
                "/inhoud/C3.ongeoorloofd/perioden/0/uren",
            ]),
        Misfit(
            category: "C3", content: #"{"C3.ongeoorloofd": {"perioden": []}}"#,
            pointers: ["/inhoud/C3.ongeoorloofd/perioden"]),
        Misfit(
            category: "C3",
            content: #"{"C3.thuiszitten": {"start": "2026-03-01", "stand": "weg"}}"#,
            pointers: ["/inhoud/C3.thuiszitten/stand"]),
        Misfit(
            category: "C1", content: #"{"C1.pgn": {"pgn": "12345678a"}}"#,
            pointers: ["/inhoud/C1.pgn/pgn"]),
        Misfit(
            category: "C1", content: #"{"C1.pgn": {"pgn": 123456789}}"#,
            pointers: ["/inhoud/C1.pgn/pgn"]),
        Misfit(
            category: "C1", content: #"{"C1.pgn": {"pgn": "1234567890"}}"#,
            pointers: ["/inhoud/C1.pgn/pgn"]),
        Misfit(
            category: "C1",
            content: #"{"C1.identificatie": {"naam": "x", "geboortedatum": "2013\u002d01-15"}}"#,
            pointers: ["/inhoud/C1.identificatie/geboortedatum"]),
        Misfit(
            category: "C5",
            content: #"{"C5.opp": {"doelen": "x", "handelingsdeel": "y"}}"#,
            pointers: ["/inhoud/C5.opp/meningLeerling"]),
        Misfit(
            category: "C9", content: #"{"C9.bestaan": {"hulpLoopt": "ja"}}"#,
            pointers: ["/inhoud/C9.bestaan/hulpLoopt"]),
    ]
}

struct `Content against the catalogue` {
    let catalogue: Catalogue

    init() throws { catalogue = try PolicyFolder.utrecht().catalogue }

    private func check(_ code: String, _ content: String) throws -> ContentOutcome {
        let bytes = Array(content.utf8)
        let index = try JSONIndex(parsing: bytes.span)
        let category = try #require(CategoryCode(code).flatMap { catalogue.category($0) })
        return catalogue.check(
            index.root, of: category, in: index, bytes: bytes.span, at: "/inhoud")
    }

    private func facts(_ code: String, _ content: String) throws -> CheckedContent? {
        switch try check(code, content) {
        case .valid(let checked): checked
        case .invalid: nil
        }
    }

    @Test(arguments: Misfit.all)
    func `names the place that does not fit and repeats nothing of it`(misfit: Misfit) throws {
        guard case .invalid(let complaints) = try check(misfit.category, misfit.content) else {
            Issue.record("the content was accepted")
            return
        }
        #expect(complaints.map(\.pointer) == misfit.pointers)
        for complaint in complaints {
            for word in ["griep", "geheimpje", "aard", "ziekte\"", "12345"] {
                #expect(!complaint.pointer.contains(word) && !complaint.reason.contains(word))
            }
        }
    }

    @Test func `gives the groups in ascending order`() throws {
        let checked = try facts(
            "C6",
            #"{"C6.wat-werkt": {"watWerkt": "rust"}, "C6.observatie": {"observatie": "stil"}}"#)
        #expect(checked?.parts.map(\.group.text) == ["C6.observatie", "C6.wat-werkt"])
    }

    @Test func `accepts an opinion that was not given, with date and reason`() throws {
        let opinion = #"{"stand": "niet-gegeven", "datum": "2026-03-01", "tekst": "was ziek"}"#
        let checked = try facts(
            "C5",
            #"{"C5.opp": {"doelen": "x", "handelingsdeel": "y", "meningLeerling": \#(opinion)}}"#)
        #expect(checked != nil)
    }

    @Test func `complains at most fifty times`() throws {
        let periods = Array(repeating: #"{"datum": "x", "uren": 99}"#, count: 40)
        let outcome = try check(
            "C3", "{\"C3.ongeoorloofd\": {\"perioden\": [\(periods.joined(separator: ","))]}}")
        guard case .invalid(let complaints) = outcome else {
            Issue.record("the content was accepted")
            return
        }
        #expect(complaints.count == Catalogue.complaintCountLimit)
    }

    @Test func `a text may be as long as the catalogue says, not a byte more`() throws {
        for (count, fits) in [(4000, true), (4001, false)] {
            let text = String(repeating: "a", count: count)
            let checked = try facts("C6", "{\"C6.observatie\": {\"observatie\": \"\(text)\"}}")
            #expect((checked != nil) == fits)
        }
    }

    @Test(arguments: [
        ([("2026-03-02", 8), ("2026-03-03", 7)], false),
        ([("2026-03-02", 8), ("2026-03-03", 8)], true),
        ([("2026-03-02", 8), ("2026-03-29", 8)], true),
        ([("2026-03-02", 8), ("2026-03-30", 8)], false),
        ([("2026-03-29", 8), ("2026-01-01", 12), ("2026-03-02", 8)], true),
        ([("2026-03-02", 8), ("2026-03-02", 8)], true),
        ([("2026-03-02", 12)], false),
    ])
    func `sixteen hours within four weeks pass the threshold`(
        days: [(String, Int)], passes: Bool
    ) throws {
        let periods = days.map { "{\"datum\": \"\($0.0)\", \"uren\": \($0.1)}" }
        let list = "{\"perioden\": [\(periods.joined(separator: ","))]}"
        let reported = try facts("C3", "{\"C3.ongeoorloofd\": \(list)}")
        #expect(reported?.facts.passesAbsenceThreshold == passes)
        let excused = try facts("C3", "{\"C3.geoorloofd\": \(list)}")
        #expect(excused?.facts.passesAbsenceThreshold == false)
    }
}
