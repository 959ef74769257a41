// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Foundation
import Gateway
import Memory
import OpenSSL
import TestSupport
import Testing

/// Everything that one test of an activation stands on.
private struct Stand {
    let folder: TemporaryFolder
    let kek = SecureRandom.bytes(32)
    let logKey: SharedSecretBytes
    let officer: SharedSecretBytes
    let first: PolicyFiles
    let examples: [PolicyFiles.File]

    init() throws {
        folder = try TemporaryFolder()
        logKey = SharedSecretBytes(try PrivateKey.generate(.ed25519).pem())
        officer = SharedSecretBytes(try PrivateKey.generate(.ed25519).pem())
        // Few rules: each activation holds all of them to each other.
        let all = try PolicyFiles(folder: PolicyFolder.path, region: "utrecht")
        let kept = ["rollen.json", "verzuim.cedar", "verboden.cedar", "stappen.cedar"]
        first = try PolicyFiles(
            region: "klein",
            files: all.files.compactMap { file in
                guard file.path.hasPrefix("utrecht/") else { return file }
                let name = String(file.path.dropFirst("utrecht/".count))
                return kept.contains(name)
                    ? PolicyFiles.File(path: "klein/\(name)", bytes: file.bytes) : nil
            })
        // A few: each activation runs all that it is given.
        examples = try PolicyFiles.scenarios(folder: PolicyFolder.path, region: "utrecht").filter {
            $0.path.hasSuffix("rij-02.json") || $0.path.hasSuffix("rij-06.json")
        }
    }

    func key(_ pem: SharedSecretBytes) throws -> PrivateKey {
        try pem.withBytes { bytes throws(CryptoError) in try PrivateKey(pem: bytes) }
    }

    func open(hasKey: Bool = true) async throws -> PolicyRegion {
        try await PolicyRegion(
            folder, kek: kek, logKey: logKey, officer: hasKey ? key(officer).publicKey : nil,
            rules: first)
    }

    /// The rules that ship with other words in one place.
    func changed(_ old: String, _ new: String, in path: String) throws -> PolicyFiles {
        let files = try first.files.map { file in
            guard file.path == path else { return file }
            let text = String(decoding: file.bytes, as: UTF8.self)
            try #require(text.contains(old))
            return PolicyFiles.File(
                path: path, bytes: Array(text.replacingOccurrences(of: old, with: new).utf8))
        }
        return try PolicyFiles(region: "klein", files: files)
    }

    /// Rules that differ in their words alone.
    func reworded(_ word: String = "anders") throws -> PolicyFiles {
        try changed(
            "laat de school weten", "laat de school \(word) weten", in: "klein/verzuim.cedar")
    }

    func order(
        for files: PolicyFiles, replacing before: Digest, at signed: Timestamp,
        region: String = PolicyRegion.origin, key pem: SharedSecretBytes? = nil
    ) throws -> ActivationOrder {
        try ActivationOrder(
            region: region, version: files.version, replaces: before, signed: signed,
            officer: "functionaris gegevensbescherming", key: key(pem ?? officer))
    }
}

struct `Putting rules in force` {
    @Test func `takes a signed order, at once, and every later line names the version`()
        async throws
    {
        let stand = try Stand()
        let gateway = try await stand.open()
        let region = gateway.region
        #expect(try await gateway.lastLine().policy == stand.first.version)
        let files = try stand.reworded()
        let order = try stand.order(
            for: files, replacing: stand.first.version, at: gateway.clock.now())
        let summary = try await region.activate(files, scenarios: stand.examples, by: order)
        #expect(summary.contains("geen ander besluit"))
        #expect(region.rules.version == files.version)
        try await region.heartbeat()
        #expect(try await gateway.lastLine().policy == files.version)
        let history = try await region.policyHistory()
        #expect(history.map(\.version) == [files.version, stand.first.version])
        #expect(history[0].officer == "functionaris gegevensbescherming")
        #expect(history[0].signed == order.signed)
        #expect(history[1].officer == nil)
        #expect(try await region.policyFiles(stand.first.version)?.version == stand.first.version)
        await gateway.end()

        let again = try await stand.open()
        #expect(again.region.rules.version == files.version, "the ledger's, not the folder's")
        await again.end()
    }

    @Test func `refuses an order that is not the officer's for this very step`() async throws {
        let stand = try Stand()
        let gateway = try await stand.open()
        let now = gateway.clock.now()
        let files = try stand.reworded()
        let first = stand.first.version
        let stranger = SharedSecretBytes(try PrivateKey.generate(.ed25519).pem())
        let cases: [(ActivationOrder, ActivationRefusal)] = [
            (try stand.order(for: files, replacing: first, at: now, key: stranger), .signature),
            (
                try stand.order(
                    for: files, replacing: first, at: now, region: "https://elders.example"),
                .otherRegion
            ),
            (try stand.order(for: stand.first, replacing: first, at: now), .otherVersion),
            (
                try stand.order(for: files, replacing: files.version, at: now),
                .replaces(inForce: first)
            ),
            (
                try stand.order(
                    for: files, replacing: first, at: now.adding(milliseconds: 6 * 60_000)), .stale
            ),
        ]
        let before = try await gateway.lastLine().count
        for (order, refusal) in cases {
            await #expect(throws: refusal) {
                try await gateway.region.activate(files, scenarios: stand.examples, by: order)
            }
        }
        #expect(gateway.region.rules.version == first)
        #expect(try await gateway.lastLine().count == before)
        #expect(try await gateway.region.policyHistory().count == 1)
        await gateway.end()
    }

    @Test func `refuses every order in a region without an officer's key`() async throws {
        let stand = try Stand()
        let gateway = try await stand.open(hasKey: false)
        let files = try stand.reworded()
        let order = try stand.order(
            for: files, replacing: stand.first.version, at: gateway.clock.now())
        await #expect(throws: ActivationRefusal.noKey) {
            try await gateway.region.activate(files, scenarios: stand.examples, by: order)
        }
        await gateway.end()
    }

    @Test func `never goes back by an order that was used before`() async throws {
        let stand = try Stand()
        let gateway = try await stand.open()
        let region = gateway.region
        let other = try stand.reworded()
        let forth = try stand.order(
            for: other, replacing: stand.first.version, at: gateway.clock.now())
        _ = try await region.activate(other, scenarios: stand.examples, by: forth)
        gateway.clock.advance(seconds: 60)
        let back = try stand.order(
            for: stand.first, replacing: other.version, at: gateway.clock.now())
        _ = try await region.activate(stand.first, scenarios: stand.examples, by: back)
        #expect(region.rules.version == stand.first.version)
        await #expect(throws: ActivationRefusal.stale) {
            try await region.activate(other, scenarios: stand.examples, by: forth)
        }
        #expect(region.rules.version == stand.first.version)
        #expect(try await region.policyHistory().count == 3)
        await gateway.end()
    }

    @Test func `keeps the rules in force where the new ones are broken`() async throws {
        let stand = try Stand()
        let gateway = try await stand.open()
        let region = gateway.region
        func refusal(_ files: PolicyFiles, _ examples: [PolicyFiles.File]) async throws -> any Error
        {
            let order = try stand.order(
                for: files, replacing: stand.first.version, at: gateway.clock.now())
            return try #require(
                await #expect(throws: (any Error).self) {
                    try await region.activate(files, scenarios: examples, by: order)
                })
        }
        // It does not even read.
        let torn = try stand.changed(
            "permit (", "permit permit (", in: "klein/verzuim.cedar")
        #expect(try await refusal(torn, stand.examples) is PolicyError)
        // It reads, and two rules fit one question.
        let double = try PolicyFiles(
            region: "klein",
            files: stand.first.files.map { file in
                guard file.path == "klein/verzuim.cedar" else { return file }
                let text = String(decoding: file.bytes, as: UTF8.self)
                let start = try #require(text.range(of: "@id(\"rij-6-stap\")")).lowerBound
                let copy = text[start...].replacingOccurrences(of: "rij-6-stap", with: "rij-6-nog")
                return PolicyFiles.File(path: file.path, bytes: Array((text + copy).utf8))
            })
        guard case .findings? = try await refusal(double, stand.examples) as? ActivationRefusal
        else {
            Issue.record("two rules for one question are a finding")
            return
        }
        // It is in order, and an example comes out otherwise.
        let wrong = try stand.changed(
            "@id(\"rij-6-stap\")", "@id(\"rij-6-stap\")\n@status(\"uit\")",
            in: "klein/verzuim.cedar")
        guard
            case .scenarios(let names)? = try await refusal(wrong, stand.examples)
                as? ActivationRefusal
        else {
            Issue.record("an example that fails is a refusal")
            return
        }
        #expect(!names.isEmpty)
        // There is nothing to hold it to.
        #expect(
            try await refusal(try stand.reworded(), []) as? ActivationRefusal == .scenarios([]))
        #expect(region.rules.version == stand.first.version)
        await gateway.end()
    }

    @Test func `signs all of an order`() throws {
        let stand = try Stand()
        let now = Timestamp(milliseconds: 1_773_500_000_000)
        let order = try stand.order(
            for: stand.first, replacing: stand.first.version, at: now)
        let publicKey = try stand.key(stand.officer).publicKey
        #expect(order.isSigned(by: publicKey))
        #expect(try ActivationOrder(json: order.json) == order)
        for member in ["regio", "beleid", "vervangt", "ondertekendOp", "door", "handtekening"] {
            var object = try #require(order.json.object)
            let text = try #require(object[member]?.string)
            // Another letter of the same kind in the first place.
            let other = text.first == "1" ? "2" : text.first == "2" ? "1" : "1"
            object[member] = .string(other + text.dropFirst())
            let read = try? ActivationOrder(json: .object(object))
            #expect(read?.isSigned(by: publicKey) != true, "\(member)")
        }
        #expect(throws: ActivationOrder.Malformed.member("door")) {
            try ActivationOrder(
                region: "r", version: stand.first.version, replaces: stand.first.version,
                signed: now, officer: "iemand\nanders", key: stand.key(stand.officer))
        }
    }
}
