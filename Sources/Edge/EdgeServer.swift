// SPDX-License-Identifier: EUPL-1.2
internal import HTTP
package import OpenSSL
internal import Platform

/// A listener with its loops: connections come in, requests reach the handler, answers go out.
package final class EdgeServer: Sendable {
    /// The port in use.
    package let port: UInt16

    private let service: EdgeService
    private let census = EdgeCensus()
    private let workers: [EdgeWorker]

    /// Listens; nothing is accepted before `start()`.
    ///
    /// - Throws: `.plainBeyondLoopback`, or what the system refuses.
    package init(settings: EdgeSettings, service: EdgeService) throws(EdgeError) {
        precondition(settings.loopCount > 0, "a server has a loop")
        if case .plain = service.security, !["127.0.0.1", "::1"].contains(settings.host) {
            throw .plainBeyondLoopback
        }
        do throws(PlatformError) {
            // A client that hangs up must not end the process.
            try Signals.ignoreBrokenPipes()
            var settings = settings
            let descriptors = try ProcessState.descriptorLimit() - EdgeSettings.descriptorReserve
            settings.connectionLimit = min(settings.connectionLimit, max(descriptors, 1))
            var workers: [EdgeWorker] = []
            for _ in 0..<settings.loopCount {
                let listener = try ListeningSocket(host: settings.host, port: settings.port)
                settings.port = listener.port
                workers.append(
                    try EdgeWorker(
                        settings: settings, service: service, census: census, listener: listener))
            }
            self.workers = workers
            port = settings.port
        } catch {
            throw .platform(error)
        }
        self.service = service
    }

    /// Starts the loops.
    package func start() throws(EdgeError) {
        for (index, worker) in workers.enumerated() {
            do throws(PlatformError) {
                try worker.start(name: "edge-\(index)")
            } catch {
                throw .platform(error)
            }
        }
        service.journal(.started(port: port))
    }

    /// Ends every connection in its time, then the loops; gives how many connections were cut.
    ///
    /// Call it once, from a task that runs on none of the loops.
    @discardableResult
    package func drain() async -> Int {
        for worker in workers { await worker.beginDraining() }
        service.journal(.draining(connectionCount: counters.open))
        var cutCount = 0
        for worker in workers { cutCount += await worker.drained() }
        for worker in workers { worker.loop.stop() }
        service.journal(.drained(cutCount: cutCount))
        return cutCount
    }

    /// Uses another certificate, other anchors or lists for new connections, and closes those whose
    /// certificate they would refuse.
    package func replaceContext(_ context: TLSContext) async {
        guard case .mutualTLS = service.security else {
            preconditionFailure("a server without TLS has no context")
        }
        for worker in workers { await worker.replaceContext(context) }
        service.journal(.contextReplaced)
    }

    /// Asks again whether each connected peer is welcome, and closes those that are not.
    package func recheckPeers() async {
        for worker in workers { await worker.recheckPeers() }
    }

    /// Numbers since the start.
    package var counters: EdgeCounters { census.counters }
}
