// SPDX-License-Identifier: EUPL-1.2
import Domain
import Foundation
import Gateway
import Testing

struct `The rule set that ships` {
    let day: CivilDate
    let rules: RuleSet

    init() throws {
        day = try #require(CivilDate(iso: "2026-03-10"))
        rules = try PolicyFolder.utrecht()
    }

    @Test func `has no two rules that fit one question and none that can never apply`() {
        #expect(rules.check(on: day) == [])
    }

    @Test func `keeps what waits for a lawyer out of what is in force`() {
        let off = rules.rules.filter(\.isOff).map(\.code.text)
        #expect(
            Set(off) == [
                "rij-4-c3", "rij-4-identificatie", "rij-5-c6", "rij-5-c8", "rij-15-c8",
                "rij-15-c9", "rij-20", "rij-29", "rij-35", "rij-48-leerplicht-identificatie",
                "rij-48-leerplicht-observatie",
            ])
        let inForce = rules.inForce(on: day).rules
        #expect(inForce.allSatisfy { !$0.isOff })
        #expect(inForce.count == rules.rules.count - off.count)
    }

    @Test func `holds from its first day on, not the day before`() throws {
        let first = try #require(CivilDate(iso: "2026-01-01"))
        #expect(rules.inForce(on: first.adding(days: -1)).rules.isEmpty)
        #expect(!rules.inForce(on: first).rules.isEmpty)
    }

    @Test func `prints the plain Cedar in force, which reads back as the same rules`() throws {
        let text = rules.inForce(on: day).effectiveText
        #expect(!text.contains("rij-15-c9"))
        #expect(text.contains("// rij-12-c6 (utrecht/hulp.cedar:"))
        let lines = text.split(separator: "\n").filter {
            $0.hasPrefix("permit") || $0.hasPrefix("forbid")
        }
        #expect(lines.count == rules.inForce(on: day).rules.count)
    }

    @Test func `explains every rule and every category in words that parents know`() {
        let officialese = ["JGZ", "AVG", "SWV", "BPO", "conform", "middels", "betreffende"]
        var texts = rules.rules.map(\.explanation.dutch)
        texts += rules.catalogue.categories.map(\.explanation)
        texts += rules.catalogue.groups.map(\.explanation)
        texts += rules.purposes.purposes.map(\.explanation)
        for text in texts {
            for word in officialese { #expect(!text.contains(word), "\(text)") }
            // B1: sentences of at most 20 words or so.
            for sentence in text.split(whereSeparator: { ".:?".contains($0) }) {
                #expect(sentence.split(separator: " ").count <= 20, "\(sentence)")
            }
        }
    }

    @Test func `has the categories and field groups of the catalogue`() {
        #expect(rules.catalogue.categories.map(\.code.text) == (1...15).map { "C\($0)" })
        #expect(rules.catalogue.groups.count == 43)
        #expect(rules.purposes.purposes.map(\.code.text) == (1...14).map { "P\($0)" })
        let ttl = rules.catalogue.categories.map(\.ttlDays)
        #expect(ttl == [30, nil, 90, 90, 90, 60, 30, 30, 30, 30, nil, nil, nil, nil, nil])
    }
}

struct `The version of a rule set` {
    private func files() throws -> PolicyFiles {
        try PolicyFiles(folder: PolicyFolder.path, region: "utrecht")
    }

    @Test func `is the hash of its paths and hashes, scenarios aside`() throws {
        let files = try files()
        #expect(!files.files.contains { $0.path.contains("scenarios") })
        #expect(files.files.map(\.path) == files.files.map(\.path).sorted())
        #expect(files.files.map(\.path).contains("utrecht/rollen.json"))
        #expect(try self.files().version == files.version)
    }

    @Test func `changes with every byte of every file`() throws {
        let files = try files()
        for index in files.files.indices {
            var changed = files.files
            changed[index] = PolicyFiles.File(
                path: changed[index].path, bytes: changed[index].bytes + [0x0A])
            let other = try PolicyFiles(region: files.region, files: changed)
            #expect(other.version != files.version)
        }
    }
}
