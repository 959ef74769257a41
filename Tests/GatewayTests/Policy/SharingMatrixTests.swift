// SPDX-License-Identifier: EUPL-1.2
import Domain
import Foundation
import Gateway
import Testing

struct `The matrix of the rules that ship` {
    let day: CivilDate
    let rules: RuleSet
    let matrix: SharingMatrix

    init() throws {
        day = Self.day
        rules = try PlayedExamples.rules.get()
        matrix = try Self.shared.get()
    }

    private static let day =
        Timestamp(rfc3339: "2026-03-10T12:00:00.000Z").map {
            Amsterdam.day(of: $0)
        } ?? Amsterdam.day(of: Timestamp(milliseconds: 0))

    /// Computed once for all tests.
    private static let shared: Result<SharingMatrix, any Error> = Result {
        try SharingMatrix(try PlayedExamples.rules.get(), on: day)
    }

    @Test func `names a way for everything that an example permits`() throws {
        var compared = 0
        let inForce = rules.rules.filter { $0.isInForce(on: day) }.map(\.code)
        for result in try PlayedExamples.results.get() {
            let flow = result.scenario.flow
            guard rules.rules.filter({ $0.isInForce(on: flow.day) }).map(\.code) == inForce else {
                continue
            }
            for group in result.decision.verdict.groups + result.decision.verdict.invited
            where group.isPermitted && group.trace.contains(where: { $0.failed.isEmpty }) {
                let code = try #require(group.group)
                let entry = matrix.entries.first { entry in
                    entry.isInForce && !entry.isProhibition && entry.blockers.isEmpty
                        && group.rules.contains(entry.rule.code)
                        && entry.givers.contains(flow.giver)
                        && entry.subjects.contains(.group(code))
                        && entry.receivers.contains(flow.receiver)
                        && entry.purposes.contains(flow.purpose.text)
                }
                #expect(entry != nil, "\(result.scenario.name): \(code)")
                compared += 1
            }
        }
        #expect(compared > 30)
    }

    @Test func `asks consent for a report of behaviour to the buurtteam, and says whose`() throws {
        let entry = try #require(
            matrix.entries.first {
                $0.rule.code.text == "rij-12-c6"
                    && $0.subjects.contains { $0.text == "C6.observatie" }
            })
        #expect(entry.answers == [.consent])
        #expect(entry.givers.compactMap(\.role?.text).contains("mentor"))
        #expect(entry.receivers.compactMap(\.role?.text) == ["gezinswerker"])
        #expect(entry.purposes == ["P3"])
        let line = try #require(
            matrix.commaSeparated.components(separatedBy: "\r\n").first {
                $0.hasPrefix("mentor,school,C6.observatie,") && $0.contains("rij-12-c6")
            })
        #expect(line.contains("vanaf 16 jaar: de jongere"))
        #expect(line.contains("tot 12 jaar: een ouder of voogd met gezag"))
        #expect(line.contains("12 tot en met 15 jaar"))
        #expect(line.contains("de leerling is gehoord"))
    }

    @Test func `never lets the samenwerkingsverband have the education number`() throws {
        let entries = matrix.entries.filter { $0.rule.code.text == "rij-11" }
        #expect(!entries.isEmpty)
        for entry in entries {
            #expect(entry.answers == [.never])
            #expect(entry.isPossible && entry.requirements.isEmpty)
            #expect(entry.subjects.map(\.text) == ["C1.pgn"])
            #expect(entry.purposes.isEmpty)
        }
        let permitted = matrix.entries.filter {
            $0.isInForce && !$0.isProhibition && $0.blockers.isEmpty
                && $0.subjects.contains { $0.text == "C1.pgn" }
        }
        let swv = (permitted.flatMap(\.givers) + permitted.flatMap(\.receivers)).filter {
            $0.type == .samenwerkingsverband
        }
        #expect(swv.isEmpty)
    }

    @Test func `shows a rule that is switched off for what it would be, and as no answer`() {
        // Row 29 names roles that nobody has yet.
        let off = Set(
            rules.rules.filter { $0.isOff && $0.effect == .permit && $0.row != "29" }.map(\.code))
        let shown = matrix.entries.filter { !$0.isInForce }
        #expect(Set(shown.map(\.rule.code)) == off)
        #expect(shown.filter { $0.blockers.isEmpty }.allSatisfy { $0.answers == [.off] })
    }

    @Test func `holds each question of each rule once`() {
        struct Question: Hashable {
            let rule: String
            let giver: Post
            let subject: Subject
            let receiver: Post
            let purpose: String
        }
        var seen: Set<Question> = []
        for entry in matrix.entries {
            for giver in entry.givers {
                for subject in entry.subjects {
                    for receiver in entry.receivers {
                        for purpose in entry.purposes.isEmpty ? ["*"] : entry.purposes {
                            let question = Question(
                                rule: entry.rule.code.text, giver: giver, subject: subject,
                                receiver: receiver, purpose: purpose)
                            #expect(seen.insert(question).inserted)
                        }
                    }
                }
            }
        }
    }

    @Test func `has a line of as many fields for each question, and no line twice`() throws {
        let lines = matrix.commaSeparated.components(separatedBy: "\r\n")
        #expect(lines[0] == SharingMatrix.columns.joined(separator: ","))
        #expect(lines.last == "")
        #expect(Set(lines).count == lines.count)
        for line in lines.dropFirst().dropLast() {
            #expect(Self.fieldCount(line) == SharingMatrix.columns.count, "\(line)")
        }
    }

    /// Fields of one line after RFC 4180.
    private static func fieldCount(_ line: String) -> Int {
        var isQuoted = false
        var count = 1
        for byte in line.utf8 {
            if byte == 0x22 { isQuoted.toggle() }
            if byte == 0x2C, !isQuoted { count += 1 }
        }
        return count
    }

    @Test func `tells what most permissions ask once, and of each what it does not ask`() {
        #expect(!matrix.common.isEmpty)
        let page = matrix.page
        for requirement in matrix.common + matrix.usual {
            #expect(!requirement.text.dutch.isEmpty && !requirement.text.english.isEmpty)
        }
        for entry in matrix.entries where !entry.isProhibition {
            #expect(Set(entry.requirements).isDisjoint(with: matrix.common))
        }
        #expect(page.contains("gewone voorwaarden"))
    }

    // MARK: The page

    @Test func `is one page that needs nothing from outside and no script to be read`() {
        let page = matrix.page
        #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"nl\">"))
        for sign in ["src=", "<link", "url(", "@import", "http:", "https:", "<iframe", "onclick"] {
            #expect(!page.contains(sign), "\(sign)")
        }
        #expect(page.contains("default-src 'none'") || page.contains("default-src &#39;none&#39;"))
        // Without the script the form stays away and every row is there.
        #expect(page.contains("<form id=\"zoek\" hidden"))
        #expect(!page.contains("<tr hidden"))
        let rows = page.components(separatedBy: "<tr data-van=").count - 1
        #expect(rows == matrix.entries.filter { $0.isPossible || !$0.blockers.isEmpty }.count)
    }

    @Test func `has real headings, labels and captions`() {
        let page = matrix.page
        for table in page.components(separatedBy: "<table").dropFirst() {
            #expect(table.contains("<caption>"))
            #expect(table.contains("<th scope=\"col\">"))
            #expect(table.contains("<th scope=\"row\">"))
        }
        for select in page.components(separatedBy: "<select id=\"").dropFirst() {
            let name = select.prefix { $0 != "\"" }
            #expect(page.contains("<label for=\"\(name)\">"))
        }
        #expect(page.components(separatedBy: "<h1>").count == 2)
    }

    @Test func `shows hostile words of a rule as words`() throws {
        let hostile = "<script>alert(1)</script> \" & ' =SUM(A1)"
        let changed = try ChangedPolicies.replacing(
            "De school mag dit aan het buurtteam geven, omdat daar toestemming voor is gegeven.",
            with: hostile.replacingOccurrences(of: "\"", with: "\\\""), in: "utrecht/hulp.cedar")
        let matrix = try SharingMatrix(changed, on: day)
        #expect(!matrix.page.contains("<script>alert"))
        #expect(matrix.page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &quot; &amp; &#39;"))
        #expect(matrix.commaSeparated.contains("\"<script>alert(1)</script> \"\" & ' =SUM(A1)\""))
    }
}

struct `The words for attributes` {
    @Test func `are there for every attribute and value of the schema, in both languages`() throws {
        let rules = try PolicyFolder.utrecht()
        let free: Set<String> = ["doel", "ontvangerRol", "ontvangerType"]
        var count = 0
        for (attribute, values) in rules.questionAttributes where !free.contains(attribute) {
            let entry = try #require(AttributeLexicon[attribute: attribute], "\(attribute)")
            for value in values {
                let words = try #require(entry.values[value], "\(attribute) = \(value)")
                #expect(!words.dutch.isEmpty && !words.english.isEmpty)
                #expect(!words.dutch.hasSuffix("."))
                #expect(words.dutch.split(separator: " ").count <= 16, "\(words.dutch)")
                count += 1
            }
        }
        #expect(count > 40)
    }
}
