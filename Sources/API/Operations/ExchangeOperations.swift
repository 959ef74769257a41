// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import Gateway
internal import HTTP

extension Operations {
    var exchange: [Operation] { [closeCasus] }

    private var closeCasus: Operation {
        Operation(
            .post, "/v1/casussen/{casus}/afsluiting", "sluitCasus", .casussen,
            "Sluit de casus: de sleutel en alles wat eronder lag worden vernietigd",
            body: Shapes.closing, success: .json(.created, Shapes.closed)
        ) { call in
            guard let reason = ClosingReason(rawValue: call.root.needed("reden").text) else {
                throw Problem.fault
            }
            let answer = try await CloseCasus(region)(
                reason, casus: try call.identifier("casus"), by: call.caller, key: call.once)
            return Answer.created([
                ("status", "gesloten"), ("logregel", answer.receipts[0].json),
                ("vernietiging", answer.receipts[1].json),
            ])
        }
    }
}
