// SPDX-License-Identifier: EUPL-1.2
internal import HTTP
internal import Memory
internal import OpenSSL
internal import Platform

/// From the handshake to the request that the handler gets.
extension EdgeWorker {
    // MARK: The handshake

    func handshake(_ connection: Connection) {
        switch connection.transport.handshake() {
        case .wantRead: watch(connection, .readable)
        case .wantWrite: watch(connection, .writable)
        case .closed: close(connection)
        case .failed(let failure):
            census.countRefusedPeer()
            service.journal(.handshakeRefused(failure))
            close(connection)
        case .done: establish(connection)
        }
    }

    /// Asks whether the peer is welcome; only then may a byte of HTTP be read.
    private func establish(_ connection: Connection) {
        guard let certificate = connection.transport.peerCertificate() else {
            preconditionFailure("a finished handshake has shown a certificate")
        }
        let peer = PeerIdentity(
            certificateDigest: certificate.digest.bytes,
            publicKeyDigest: certificate.publicKeyDigest.bytes)
        guard isWelcome(peer) else {
            census.countRefusedPeer()
            service.journal(.peerNotWelcome(publicKeyDigest: certificate.publicKeyDigest))
            close(connection)
            return
        }
        guard
            census.admit(peer: peer.publicKeyDigest, limit: settings.connectionsPerPeerLimit)
        else {
            census.countCut()
            service.journal(.overLimit(.connectionsPerPeer))
            close(connection)
            return
        }
        connection.peer = peer
        connection.peerNotAfter = certificate.notAfter
        census.endHandshake()
        begin(.idle, connection)
        resume(connection)
    }

    // MARK: Reading

    /// Reads what has arrived and starts the requests that it completes.
    func receive(_ connection: Connection) {
        if readOnce(connection) { resume(connection) }
    }

    /// Goes on with what is in memory, then in the library, then at the socket.
    ///
    /// A loop, not a recursion: a handler that answers at once leaves the connection ready for the next
    /// request, and a client may have sent hundreds in one record.
    func resume(_ connection: Connection) {
        while connection.isReceiving {
            if use(connection) { continue }
            guard connection.isReceiving, connection.transport.hasPending else { break }
            guard readOnce(connection) else { return }
        }
        watchForMore(connection)
    }

    /// Closes an idle connection, unless a request has arrived that was not yet looked at.
    func endIdle(_ connection: Connection) {
        let hasBytes = readOnce(connection)
        guard connection.phase != .closed else { return }
        if hasBytes {
            resume(connection)
        } else {
            close(connection)
        }
    }

    private func watchForMore(_ connection: Connection) {
        if connection.isReceiving { watch(connection, .incoming) }
    }

    /// Reads once, into the body where one is expected; false when nothing came.
    private func readOnce(_ connection: Connection) -> Bool {
        if connection.phase == .idle {
            begin(.request, connection)
        }
        connection.holdsBuffers = true
        let outcome = connection.head == nil ? readHead(connection) : readBody(connection)
        switch outcome {
        case .bytes: return true
        case .wantRead: watch(connection, .incoming)
        case .wantWrite: watch(connection, [.writable, .halfClose])
        case .closed: close(connection)
        case .failed(let failure):
            service.journal(.connectionFailed(failure))
            close(connection)
        }
        return false
    }

    private func readHead(_ connection: Connection) -> TLSTransfer {
        let input = connection.input ?? takeInput()
        connection.input = input
        var outcome = TLSTransfer.wantRead
        input.bytes.appendFilling { span in
            outcome = connection.transport.read(into: &span)
            if case .bytes(let count) = outcome { return count }
            return 0
        }
        if input.bytes.count == 0 { giveBackInput(of: connection) }
        return outcome
    }

    private func readBody(_ connection: Connection) -> TLSTransfer {
        guard let head = connection.head, var body = connection.body.take() else {
            preconditionFailure("a body is read after its head")
        }
        // INVARIANT: the body's memory never exceeds its announced length, so that no byte of the next
        // request is read into it.
        if body.count == body.capacity {
            // Memory follows the bytes that came, not the length that was announced.
            var larger = SecretBytes(capacity: min(head.bodyByteCount, body.capacity * 4))
            larger.append(body.bytes)
            body = larger
        }
        var outcome = TLSTransfer.wantRead
        body.appendFilling { span in
            outcome = connection.transport.read(into: &span)
            if case .bytes(let count) = outcome { return count }
            return 0
        }
        connection.body = consume body
        return outcome
    }

    // MARK: Understanding

    /// Takes a head and a body out of what was read; whether they made a request, or were refused.
    private func use(_ connection: Connection) -> Bool {
        if connection.head == nil {
            guard let input = connection.input else { return false }
            if connection.phase == .idle { begin(.request, connection) }
            guard parseHead(connection, input) else { return connection.phase != .request }
        }
        guard let head = connection.head else { return true }
        guard let body = connection.body.take() else {
            preconditionFailure("a head that is kept has a body")
        }
        guard body.count == head.bodyByteCount else {
            connection.body = consume body
            return false
        }
        connection.head = nil
        start(connection, head, SharedSecretBytes(body))
        return true
    }

    /// Looks for a head at the front of the input; false where more bytes are needed, or none.
    private func parseHead(_ connection: Connection, _ input: InputBuffer) -> Bool {
        switch connection.parser.parse(input.bytes.bytes) {
        case .needMore:
            return false
        case .refuse(let refusal):
            census.countRefusedRequest()
            service.journal(.requestRefused(refusal))
            connection.closesAfterAnswer = true
            send(service.answerToRefusal(refusal), to: .get, connection)
            return false
        case .head(let head):
            if head.bodyByteCount == 0 {
                remove(head.byteCount, from: input, connection)
                start(connection, head, Self.emptyBody)
                return true
            }
            takeBody(connection, head, input)
            if head.expectsContinue, connection.body?.count == 0 { sendContinue(connection) }
            return connection.phase != .closed
        }
    }

    /// Begins a body with what came of it together with its head; the rest is read straight into it.
    private func takeBody(_ connection: Connection, _ head: RequestHead, _ input: InputBuffer) {
        var body = SecretBytes(capacity: min(head.bodyByteCount, Self.firstBodyByteCount))
        let end = head.byteCount + min(input.bytes.count - head.byteCount, head.bodyByteCount)
        input.bytes.withBytes { bytes in body.append(bytes.extracting(head.byteCount..<end)) }
        connection.head = head
        connection.body = consume body
        remove(end, from: input, connection)
    }

    /// Wipes bytes at the front of the input, and keeps the input only for what is left.
    private func remove(_ count: Int, from input: InputBuffer, _ connection: Connection) {
        if count == input.bytes.count {
            giveBackInput(of: connection)
        } else {
            input.bytes.removeFirst(count)
        }
    }

    /// The body of requests that have none.
    private static let emptyBody = SharedSecretBytes(copying: [])

    /// Memory that a body gets before its first byte; all that the input can hold fits.
    private static var firstBodyByteCount: Int { 65_536 }

    // MARK: Memory for heads

    private func takeInput() -> InputBuffer {
        // Room for the longest head and what may follow it in the same records.
        spareInputs.popLast() ?? InputBuffer(capacity: settings.http.headByteLimit + 4096)
    }

    /// Wipes the input and keeps it for another connection.
    func giveBackInput(of connection: Connection) {
        guard let input = connection.input else { return }
        connection.input = nil
        input.bytes.truncate(to: 0)
        if spareInputs.count < Self.spareInputLimit { spareInputs.append(input) }
    }

    // MARK: Handling

    /// Hands a request to the handler, in a task on this loop.
    private func start(_ connection: Connection, _ head: RequestHead, _ body: SharedSecretBytes) {
        begin(.handler, connection)
        census.countRequest()
        connection.requestNumber += 1
        connection.closesAfterAnswer = connection.closesAfterAnswer || !head.keepsAlive
        let number = connection.requestNumber
        let request = Request(head: head, body: body, peer: connection.peer)
        let handler = service.handler
        let token = connection.token
        // The task knows the connection by its token only: a handler that runs on after the client
        // has gone keeps nothing of it. It starts at once: most handlers then end at once.
        connection.isStarting = true
        let task = Task.immediate {
            let response = await handler.respond(to: request)
            answer(token, number, request.method, response)
        }
        connection.isStarting = false
        guard connection.phase == .handler else { return }
        connection.task = task
        // Whoever drains wants answers soon.
        if isDraining { task.cancel() }
    }

    /// Sends a handler's answer, if its connection still waits for it.
    private func answer(
        _ token: UInt64, _ number: Int, _ method: HTTP.Method, _ response: Response
    ) {
        guard let connection = connection(token), connection.phase == .handler,
            connection.requestNumber == number
        else { return }
        connection.task = nil
        send(response, to: method, connection)
        // Where the handler answered at once, whoever started it goes on.
        if connection.phase == .idle, !connection.isStarting { resume(connection) }
    }
}
