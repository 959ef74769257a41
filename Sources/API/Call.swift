// SPDX-License-Identifier: EUPL-1.2
internal import HTTP

/// One call that was authenticated and whose body follows its schema.
struct Call: Sendable {
    let request: Request
    let parameters: PathParameters
    let body: Body?
}
