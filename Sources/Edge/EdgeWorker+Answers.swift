// SPDX-License-Identifier: EUPL-1.2
internal import HTTP
internal import Memory
internal import OpenSSL
internal import Platform

/// From the handler's answer to the last byte, and the ends of connections.
extension EdgeWorker {
    /// Begins to send an answer; afterwards the connection is idle, still sending, lingers or is closed.
    func send(_ response: Response, to method: HTTP.Method, _ connection: Connection) {
        if isDraining { connection.closesAfterAnswer = true }
        begin(.answer, connection)
        answerHead.removeAll(keepingCapacity: true)
        service.writer.appendHead(
            of: response, date: currentDate(), closes: connection.closesAfterAnswer,
            to: &answerHead)
        let bodyCount = method == .head ? 0 : response.body.count
        let count = answerHead.count + bodyCount
        if count <= Self.answerScratchByteCount {
            Self.append(answerHead, response, bodyCount, to: &answer)
            let sent = write(connection, answer.bytes)
            if let sent, sent < count {
                connection.output = SecretBytes(copying: answer.bytes.extracting(sent...))
            }
            answer.truncate(to: 0)
            guard let sent else { return }
            if sent == count { finishAnswer(connection) }
        } else {
            var output = SecretBytes(capacity: count)
            Self.append(answerHead, response, bodyCount, to: &output)
            connection.output = consume output
            flush(connection)
        }
    }

    private static func append(
        _ head: [UInt8], _ response: Response, _ bodyCount: Int, to output: inout SecretBytes
    ) {
        output.append(head.span)
        guard bodyCount > 0 else { return }
        switch response.body {
        case .none: break
        case .bytes(let bytes): output.append(bytes.span)
        case .secret(let secret):
            secret.withBytes { (bytes: Span<UInt8>) in output.append(bytes) }
        }
    }

    /// Lets the client send its body; a socket that cannot take these few bytes is given up.
    func sendContinue(_ connection: Connection) {
        let bytes = ResponseWriter.continueBytes
        guard let sent = write(connection, bytes.span) else { return }
        if sent < bytes.count { close(connection) }
    }

    /// Writes as much as the socket takes: how many bytes, or nil where the connection is closed.
    private func write(_ connection: Connection, _ bytes: Span<UInt8>) -> Int? {
        var sent = 0
        while sent < bytes.count {
            switch connection.transport.write(bytes.extracting(sent...)) {
            case .bytes(let count): sent += count
            case .wantWrite:
                watch(connection, .writable)
                return connection.phase == .closed ? nil : sent
            case .wantRead:
                watch(connection, .readable)
                return connection.phase == .closed ? nil : sent
            case .closed, .failed:
                close(connection)
                return nil
            }
        }
        return sent
    }

    /// Goes on with an answer that the socket could not take at once.
    func flush(_ connection: Connection) {
        guard let output = connection.output.take() else {
            preconditionFailure("an answer under way has bytes left")
        }
        let offset = connection.sentCount
        let count = output.count - offset
        let written = output.withBytes { bytes in
            write(connection, bytes.extracting(offset...))
        }
        guard let sent = written else { return }
        if sent < count {
            connection.sentCount += sent
            connection.output = consume output
            return
        }
        connection.sentCount = 0
        finishAnswer(connection)
        if connection.phase == .idle { resume(connection) }
    }

    /// After the last byte: the next request, or the end.
    private func finishAnswer(_ connection: Connection) {
        if connection.closesAfterAnswer {
            linger(connection)
        } else {
            begin(.idle, connection)
        }
    }

    // MARK: Ends

    /// Says goodbye and waits a moment for the client's own end.
    ///
    /// Closing while bytes still arrive would reset the connection, and the client might never see
    /// the answer that is on its way.
    private func linger(_ connection: Connection) {
        giveBackInput(of: connection)
        connection.transport.end()
        begin(.linger, connection)
        watch(connection, .readable)
    }

    func discard(_ connection: Connection) {
        let input = spareInputs.popLast() ?? InputBuffer(capacity: settings.http.headByteLimit)
        var taken: Int?
        input.bytes.appendFilling { span in
            taken = connection.transport.discard(into: &span)
            return taken ?? 0
        }
        input.bytes.truncate(to: 0)
        spareInputs.append(input)
        guard let taken else {
            close(connection)
            return
        }
        connection.discardedCount += taken
        if connection.discardedCount > settings.lingerByteLimit { close(connection) }
    }
}
