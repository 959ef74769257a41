// SPDX-License-Identifier: EUPL-1.2
internal import Encodings
internal import Platform
internal import Synchronization

/// The operator's way into a running gateway: a socket in the data folder that only its owner may use.
///
/// One JSON object in, one out, then the connection ends. The commands that change the register go this
/// way, because the gateway is the only writer of its ledger.
struct AdminChannel {
    static let fileName = "beheer.sock"
    /// Bytes of one request or answer.
    static let byteLimit = 8 << 20
    /// A request that takes longer is given up; proving rules against all their examples takes longest.
    static let timeLimit = Duration.seconds(180)

    static func path(in configuration: Configuration) -> String {
        "\(configuration.dataFolder)/\(fileName)"
    }

    /// Asks the running gateway; nil where none is running.
    static func ask(_ request: JSON, in configuration: Configuration) throws -> JSON? {
        let deadline = MonotonicInstant.now().advanced(by: timeLimit)
        let path = path(in: configuration)
        guard try Files.status(of: path)?.kind == .socket,
            let connection = try? Descriptor.connecting(toPath: path)
        else { return nil }
        try connection.writeAll(request.serialized().span, until: deadline)
        connection.endWriting()
        let answer = try connection.readToEnd(limit: byteLimit, until: deadline)
        return try JSON(parsing: answer)
    }
}

/// The gateway's end of the channel: a thread that takes one request after another.
final class AdminServer: Sendable {
    private let socket: ListeningSocket
    private let isStopping = Atomic(false)
    private let answer: @Sendable (JSON) async -> JSON

    init(path: String, answer: @escaping @Sendable (JSON) async -> JSON) throws {
        socket = try ListeningSocket(path: path)
        self.answer = answer
    }

    /// Takes requests until `stop`; on a thread of its own.
    func run() {
        while !isStopping.load(ordering: .relaxed) {
            let soon = MonotonicInstant.now().advanced(by: .milliseconds(200))
            guard socket.descriptor.wait(for: .readable, until: soon) else { continue }
            switch socket.accept() {
            case .connection(let connection): serve(connection)
            case .nothing: continue
            case .exhausted: continue
            case .failed: continue
            }
        }
    }

    func stop() { isStopping.store(true, ordering: .relaxed) }

    private func serve(_ connection: consuming Descriptor) {
        let deadline = MonotonicInstant.now().advanced(by: AdminChannel.timeLimit)
        guard
            let bytes = try? connection.readToEnd(limit: AdminChannel.byteLimit, until: deadline),
            let request = try? JSON(parsing: bytes)
        else { return }
        // The work is done by tasks of the gateway; this thread only waits for its answer.
        let reply = Reply()
        Task { [answer] in reply.fulfil(await answer(request)) }
        guard let answer = reply.wait(until: deadline) else { return }
        try? connection.writeAll(answer.serialized().span, until: deadline)
    }
}

/// An answer that one thread waits for and a task brings.
private final class Reply: Sendable {
    private let value = Mutex<JSON?>(nil)

    func fulfil(_ json: JSON) { value.withLock { $0 = json } }

    func wait(until deadline: MonotonicInstant) -> JSON? {
        while MonotonicInstant.now() < deadline {
            if let json = value.withLock({ $0 }) { return json }
            ProcessState.pause(milliseconds: 2)
        }
        return nil
    }
}
