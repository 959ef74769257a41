// SPDX-License-Identifier: EUPL-1.2
import Domain
import Gateway
import Testing

struct `The rule set that ships` {
    @Test func `loads without a finding`() throws {
        let rules = try PolicyFolder.utrecht()
        #expect(rules.rules.count > 10)
    }
}
