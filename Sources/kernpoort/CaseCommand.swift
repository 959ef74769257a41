// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import Memory
internal import PartnerClient
internal import Platform
internal import Sealing

/// `kernpoort case …`: the partner API from the command line, as one professional of a partner.
///
/// What is sent comes from a file or standard input, never from an argument, which others can see.
enum CaseCommand {
    private static let profile = Option(
        "profile", "DIR", "the partner's folder: partner.json, certificate, keys", required: true)
    private static let role = Option("role", "ROLE", "act in another role than the profile's")
    private static let body = Option("body", "FILE", "the JSON to send (default: standard input)")
    private static let key = Option("key", "KEY", "idempotency key, to repeat a call that failed")
    private static let casus = Option(
        "casus", "ID", "the partner's pseudonym of the casus", required: true)

    static let commands = [
        Command(
            "case open", "open a casus", options: [profile, role, body, key],
            run: { try await send("/v1/casussen", $0) }),
        Command(
            "case invite", "invite a partner into a casus",
            options: [profile, role, casus, body, key],
            run: { try await send("/v1/casussen/\(try $0.required("casus"))/deelnemers", $0) }),
        Command(
            "case offer", "offer a fragment to partners",
            options: [profile, role, casus, body, key],
            run: { try await send("/v1/casussen/\(try $0.required("casus"))/fragmenten", $0) }),
        Command(
            "case post", "send any other write, such as /v1/casussen/ID/toestemmingen",
            operands: ["PATH"], options: [profile, role, body, key],
            run: { try await send($0.operands[0], $0) }),
        Command(
            "case get", "read any resource, such as /v1/casussen", operands: ["PATH"],
            options: [profile, role], run: get),
        Command(
            "case inbox", "show the inbox",
            options: [
                profile, role, Option("wait", "SECONDS", "wait for something new, 55 at most"),
                Option("cursor", "TEXT", "go on behind this place"),
            ], run: inbox),
        Command(
            "case collect", "collect an envelope, verify its proof, and open it",
            operands: ["ENVELOPE"],
            options: [
                profile, role, key,
                Option("open", "FILE", "write the opened content here, 0600"),
                Option("save", "FILE", "keep the verified answer here, for `case ack`"),
            ], run: collect),
        Command(
            "case ack", "acknowledge a disclosure that was collected and saved",
            operands: ["ENVELOPE"],
            options: [
                profile, role, key,
                Option("saved", "FILE", "what `case collect --save` kept", required: true),
            ], run: acknowledge),
    ]

    /// Bytes of a body or a saved answer.
    static let byteLimit = 4 << 20

    private static func send(_ path: String, _ arguments: Arguments) async throws -> ExitStatus {
        let session = try session(arguments)
        let answer = try calling {
            try session.post(path, try readBody(arguments), key: try idempotencyKey(arguments))
        }
        return try show(answer)
    }

    private static func get(_ arguments: Arguments) async throws -> ExitStatus {
        let session = try session(arguments)
        return try show(try calling { try session.get(arguments.operands[0]) })
    }

    private static func inbox(_ arguments: Arguments) async throws -> ExitStatus {
        let session = try session(arguments)
        let wait = try arguments.integer("wait", default: 0)
        guard (0...55).contains(wait) else {
            throw CommandFailure(.usage, "`--wait` takes 0 to 55 seconds")
        }
        var target = "/v1/postvak?wacht=\(wait)"
        if let cursor = arguments["cursor"] { target += "&cursor=\(cursor)" }
        return try show(try calling { try session.get(target, wait: .seconds(wait)) })
    }

    private static func collect(_ arguments: Arguments) async throws -> ExitStatus {
        let session = try session(arguments)
        let id = try envelope(arguments)
        let answer = try calling {
            try session.post(
                "/v1/verstrekkingen", ["envelop": .string(id.hex)],
                key: try idempotencyKey(arguments))
        }
        guard answer.isSuccess else { return try show(answer) }
        let clock = RegionClock()
        let delivery = try verifying {
            try VerifiedDelivery(
                verifying: answer.body, of: id, for: session.profile, at: clock.now())
        }
        if let path = arguments["save"] { try Files.replace(path, with: answer.body.span) }
        let opened = try verifying { try delivery.open(with: session.profile, at: clock.now()) }
        if let path = arguments["open"] {
            try opened.withContent { (bytes: Span<UInt8>) throws in
                try Files.replace(path, with: bytes)
            }
        }
        printJSON(
            JSON([
                ("verstrekking", .string(delivery.leaf.hex)),
                ("categorie", .string(opened.claims.category.text)),
                ("doel", .string(opened.claims.purpose.text)),
                ("casus", .string(opened.claims.casus.hex)),
                ("bron", .string(opened.claims.source.text)),
                ("bewijs", "geverifieerd"),
                (
                    "verplichtingen",
                    .array(delivery.release.obligations.sorted().map { .string($0.rawValue) })
                ),
            ]))
        return .success
    }

    private static func acknowledge(_ arguments: Arguments) async throws -> ExitStatus {
        let session = try session(arguments)
        let body = try Files.read(try arguments.required("saved"), limit: byteLimit)
        let id = try envelope(arguments)
        let clock = RegionClock()
        let delivery = try verifying {
            try VerifiedDelivery(verifying: body, of: id, for: session.profile, at: clock.now())
        }
        let opened = try verifying { try delivery.open(with: session.profile, at: clock.now()) }
        let answer = try calling {
            try session.acknowledge(delivery, opened: opened, key: try idempotencyKey(arguments))
        }
        return try show(answer)
    }

    // MARK: Parts

    private static func session(_ arguments: Arguments) throws -> PartnerSession {
        let profile: PartnerProfile
        do {
            profile = try PartnerProfile(folder: try arguments.required("profile"))
        } catch {
            throw CommandFailure(.usage, "the profile can't be used: \(error)")
        }
        var professional = profile.settings.professional
        if let role = arguments["role"] {
            guard let code = RoleCode(role),
                let other = Professional(id: professional.id, role: code)
            else { throw CommandFailure(.usage, "`--role` takes a role of the catalogue") }
            professional = other
        }
        return PartnerSession(
            profile, as: professional, clock: RegionClock(), random: RegionRandom())
    }

    private static func readBody(_ arguments: Arguments) throws -> SharedSecretBytes {
        if let path = arguments["body"], path != "-" {
            return SharedSecretBytes(copying: try Files.read(path, limit: byteLimit))
        }
        guard let input = StandardStream.readInput(limit: byteLimit) else {
            throw CommandFailure(.usage, "standard input has more than \(byteLimit) bytes")
        }
        return SharedSecretBytes(input)
    }

    private static func idempotencyKey(_ arguments: Arguments) throws -> IdempotencyKey? {
        guard let text = arguments["key"] else { return nil }
        guard let key = IdempotencyKey(text) else {
            throw CommandFailure(.usage, "`--key` takes 1 to 64 of A-Z a-z 0-9 _ -")
        }
        return key
    }

    private static func envelope(_ arguments: Arguments) throws -> RandomID {
        guard let id = RandomID(hex: arguments.operands[0]) else {
            throw CommandFailure(.usage, "an envelope is named by 32 hex digits")
        }
        return id
    }

    private static func show(_ answer: GatewayAnswer) throws -> ExitStatus {
        printLine(String(decoding: answer.body, as: UTF8.self))
        return answer.isSuccess ? .success : .refused
    }

    private static func calling<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as PartnerClientError {
            throw CommandFailure(
                error.isTransient ? .unreachable : .failure, "\(error)",
                hint: "nothing was lost: repeat the call with the same `--key`")
        }
    }

    private static func verifying<Value: ~Copyable>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as PartnerClientError {
            throw CommandFailure(
                .unverified, "\(error)", hint: "do not use this envelope; tell the operator")
        }
    }
}
