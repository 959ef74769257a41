// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Foundation
import HTTP
import Memory
import PartnerClient
import TestSupport
import Testing

extension TheRealProgram {
    struct `No name, date of birth or content` {
        /// Letters that nothing else in the world holds.
        private static func letters(_ count: Int) -> String {
            String((0..<count).map { _ in "bcdfghjkmnpqrstvwxz".randomElement() ?? "b" })
        }

        @Test func `stands in any file, in any spelling, whatever went wrong`() async throws {
            try await blocking {
                let start = Date()
                let region = try RunningRegion(
                    [.school, .buurtteam, .jgz], settings: ["publicatieSeconden": 1])
                let born = region.clock.today.adding(years: -13).adding(
                    days: -Int.random(in: 40...300))
                let texts = [
                    "name": "Zoë \(Self.letters(12))", "content": "kanarie-é-\(Self.letters(16))",
                    "unasked": "kanarie-\(Self.letters(16))",
                    "wrong": "kanarie-\(Self.letters(16))",
                    "key": Self.letters(24),
                ]
                try Self.play(region, texts, born)
                try region.stop()
                var hunt = CanaryHunt(
                    texts.map { Canary($0, $1) } + Self.spelt(born).map { Canary("birth", $0) })
                hunt.search(region.folder.path)
                #expect(hunt.findings.isEmpty, "\(hunt.findings)")
                #expect(hunt.fileCount > 20 && hunt.byteCount > 500_000)
                // What only a date tells may well stand in other programs' files.
                var elsewhere = CanaryHunt(texts.map { Canary($0, $1) })
                elsewhere.search(
                    FileManager.default.temporaryDirectory.path, since: start, depthLimit: 1)
                #expect(elsewhere.findings.isEmpty, "\(elsewhere.findings)")
                // The hunt finds what is there: the same texts, each in a file in each spelling.
                let nest = region.folder.file("nest")
                try FileManager.default.createDirectory(
                    atPath: nest, withIntermediateDirectories: true)
                let name = Canary("name", try #require(texts["name"]))
                for (index, spelling) in name.spellings.enumerated() {
                    try Data([0, 1, 2] + spelling.bytes + [3]).write(
                        to: URL(fileURLWithPath: "\(nest)/\(index)"))
                }
                var control = CanaryHunt([name])
                control.search(nest)
                #expect(control.findings.count >= name.spellings.count)
            }
        }

        private static func spelt(_ day: CivilDate) -> [String] {
            func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
            return [
                day.description, "\(two(day.day))-\(two(day.month))-\(day.year)",
                "\(day.day)-\(day.month)-\(day.year)",
            ]
        }

        /// A case with refusals, errors, a retry and a kill in the middle.
        private static func play(
            _ region: RunningRegion, _ texts: [String: String], _ born: CivilDate
        ) throws {
            func text(_ name: String) -> String { texts[name] ?? name }
            let mentor = try region.actor(.school)
            let worker = try region.actor(.buurtteam)
            let doctor = try region.actor(.jgz)
            let family = try Household.open(by: mentor, born: born)
            // Refused: nobody was asked.
            let invitation = family.invitation(
                .observations, name: text("name"), born: born.description)
            let refused = try mentor.send(family.path("deelnemers"), invitation)
            #expect(refused.status.code == 403)
            let yes = try family.involve(
                worker, .observations, name: text("name"), born: born.description)
            try family.involve(doctor, .toDoctor, name: text("name"), born: born.description)
            let key = try #require(IdempotencyKey(text("key")))
            let both = family.observation(
                text("content"), to: [.observations, .toDoctor])
            try family.offer(both, key: key)
            try family.offer(both, key: key)
            // A body of another shape, an unknown field, half a body, another body under the key.
            let wrong = text("wrong")
            for body: JSON in [
                ["categorie": .string(wrong)],
                ["inhoud": ["C6.observatie": [wrong: .string(wrong)]]],
                family.observation(wrong, to: []),
            ] {
                #expect(try mentor.send(family.path("fragmenten"), body).status.code == 400)
            }
            let half = Array(both.serialized().dropLast(9))
            #expect(
                try mentor.session.post(family.path("fragmenten"), .init(copying: half)).status.code
                    == 400)
            let reused = try mentor.send(
                family.path("fragmenten"), family.observation(wrong, to: [.observations]), key: key)
            #expect(reused.status.code == 409)
            _ = try mentor.read("/v1/casussen/\(wrong)")
            _ = try mentor.read("/v1/casussen?\(wrong)=\(wrong)")
            _ = try mentor.read("/\(wrong)")
            // Refused: no rule lets this through.
            let unasked = try mentor.post(
                family.path("fragmenten"),
                [
                    "categorie": "C8", "doel": "P3",
                    "inhoud": ["C8.zorgen": ["zorgen": .string(text("unasked"))]],
                    "ontvangers": [Household.Matter.observations.addressee],
                ])
            #expect(unasked["uitkomsten"]?[0]?["uitkomst"]?.string == "geweigerd")
            try worker.receive(try worker.lastEnvelope())
            // Killed while an offer may be under way.
            let offers = Offers(family.moved(to: try region.actor(.school, attempts: 1)), both)
            usleep(150_000)
            region.kill()
            offers.join()
            try region.start()
            try doctor.receive(try doctor.lastEnvelope())
            try family.withdraw(yes)
            _ = try worker.get("/v1/logregels?aantal=100")
            _ = try mentor.get("/v1/logregels?aantal=100")
        }

        @Test func `can be got out of the program's memory by a core or by looking on`()
            async throws
        {
            try await blocking {
                // A shell that allows cores, in a folder where one may be left.
                let folder = try TemporaryFolder()
                let script = "cd \"$0\" && ulimit -c unlimited 2>/dev/null; exec \"$@\""
                let words = Self.unprivileged + ["/bin/sh", "-c", script, folder.path]
                let region = try RunningRegion([.school], wrapper: words)
                let gateway = try #require(region.gateway)
                let control = try SpawnedProgram(
                    words[0], words.dropFirst() + ["sleep", "60"], output: "/dev/null",
                    errors: "/dev/null")
                usleep(300_000)
                // Its owner may look into any other program of its own, but not into the gateway.
                #expect(try Self.isOpenToItsOwner(control.number))
                #expect(try !Self.isOpenToItsOwner(gateway.number))
                let limits = try String(
                    contentsOfFile: "/proc/\(gateway.number)/limits", encoding: .utf8)
                let core = try #require(
                    limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") })
                #expect(core.split(separator: " ").count { $0 == "0" } == 2, "\(core)")
                gateway.send(SIGABRT)
                #expect(gateway.wait(upTo: .seconds(10)) == .signal(SIGABRT, leftCore: false))
                let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
                #expect(left.isEmpty, "\(left)")
                // Nor does the language's runtime tell what memory held.
                let journal = try String(contentsOfFile: region.journal, encoding: .utf8)
                #expect(journal.split(separator: "\n").allSatisfy { $0.hasPrefix("{\"tijd\":") })
                control.send(SIGABRT)
                withKnownIssue("no program leaves a core here", isIntermittent: true) {
                    #expect(
                        control.wait(upTo: .seconds(10)) == .signal(SIGABRT, leftCore: true))
                }
            }
        }

        /// What takes from an administrator the right to look into any program.
        private static let unprivileged =
            getuid() == 0 ? ["setpriv", "--bounding-set=-sys_ptrace,-perfmon,-sys_admin"] : []

        /// Whether another program of the same owner may read a program's map of memory.
        private static func isOpenToItsOwner(_ number: pid_t) throws -> Bool {
            let words = unprivileged + ["head", "-c", "1", "/proc/\(number)/maps"]
            let onlooker = try SpawnedProgram(
                words[0], Array(words.dropFirst()), output: "/dev/null", errors: "/dev/null")
            return onlooker.wait(upTo: .seconds(10)) == .status(0)
        }
    }
}

/// Offers, one after another, until the gateway is gone.
private final class Offers: @unchecked Sendable {
    private let done = DispatchSemaphore(value: 0)

    init(_ family: Household, _ body: JSON) {
        let family = Unshared(family)
        Thread { [done] in
            while (try? family.value.offer(body)) != nil {}
            done.signal()
        }.start()
    }

    func join() { done.wait() }

    /// The household goes to the thread, and nobody else uses it.
    private struct Unshared: @unchecked Sendable {
        let value: Household
        init(_ value: Household) { self.value = value }
    }
}
