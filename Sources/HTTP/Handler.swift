// SPDX-License-Identifier: EUPL-1.2

/// Answers requests; called on the loop of the request's connection, several at a time.
package protocol Handler: Sendable {
    /// Gives the answer; whatever goes wrong is an answer too.
    func respond(to request: Request) async -> Response
}
