// SPDX-License-Identifier: EUPL-1.2
import Cedar
import Testing

@Suite struct `Extension values` {
    private func result(_ expression: String) throws -> String {
        let set = try PolicySet(
            parsing: "permit(principal, action, resource) when { \(expression) };")
        let answer = PreparedPolicySet(set).decide(
            Request(
                principal: EntityUID("U", "u"), action: EntityUID("Action", "a"),
                resource: EntityUID("R", "r")))
        return answer.errors.isEmpty ? "\(answer.decision == .allow)" : "error"
    }

    @Test(arguments: [
        ("decimal(\"1.0\") == decimal(\"1.00\")", "true"),
        ("decimal(\"-0.5\").lessThan(decimal(\"0.0\"))", "true"),
        ("decimal(\"922337203685477.5807\") == decimal(\"922337203685477.5807\")", "true"),
        ("decimal(\"922337203685477.5808\") == decimal(\"0.0\")", "error"),
        ("decimal(\"-922337203685477.5808\").lessThan(decimal(\"0.0\"))", "true"),
        ("decimal(\"1.\") == decimal(\"1.0\")", "error"),
        ("decimal(\"1.00000\") == decimal(\"1.0\")", "error"),
        ("decimal(\"+1.0\") == decimal(\"1.0\")", "error"),
    ])
    func `decimals are exact`(expression: String, expected: String) throws {
        #expect(try result(expression) == expected)
    }

    @Test(arguments: [
        ("ip(\"1.2.3.4/24\") == ip(\"1.2.3.0/24\")", "false"),
        ("ip(\"1.2.3.4\").isInRange(ip(\"1.2.3.0/24\"))", "true"),
        ("ip(\"1.2.3.0/23\").isInRange(ip(\"1.2.3.0/24\"))", "false"),
        ("ip(\"::1\").isLoopback() && ip(\"127.0.0.0/8\").isLoopback()", "true"),
        ("ip(\"127.0.0.0/7\").isLoopback()", "false"),
        ("ip(\"::\") == ip(\"0:0:0:0:0:0:0:0\")", "true"),
        ("ip(\"1:2:3:4:5:6:7::\") == ip(\"1:2:3:4:5:6:7:0\")", "true"),
        ("ip(\"ff00::/8\").isMulticast()", "true"),
        ("ip(\"::ffff:1.2.3.4\").isIpv6()", "error"),
        ("ip(\"01.2.3.4\").isIpv4()", "error"),
        ("ip(\"1.2.3.4/033\").isIpv4()", "error"),
        ("ip(\"1:::2\").isIpv6()", "error"),
        ("ip(\"1:2\").isIpv6()", "error"),
        ("ip(\"::1\").isInRange(ip(\"0.0.0.0/0\"))", "false"),
    ])
    func `addresses keep host bits and prefix`(expression: String, expected: String) throws {
        #expect(try result(expression) == expected)
    }

    @Test(arguments: [
        ("datetime(\"2024-02-29\") < datetime(\"2024-03-01\")", "true"),
        ("datetime(\"2023-02-29\") == datetime(\"2024-01-01\")", "error"),
        ("datetime(\"1970-01-01T00:00:00Z\") == datetime(\"1970-01-01\")", "true"),
        ("datetime(\"2024-01-01T12:00:00+0100\") == datetime(\"2024-01-01T11:00:00Z\")", "true"),
        ("datetime(\"2024-01-01T12:00:00+01:00\") == datetime(\"2024-01-01\")", "error"),
        ("datetime(\"2024-01-01T12:00:00\") == datetime(\"2024-01-01\")", "error"),
        ("datetime(\"2024-01-01T23:59:60Z\") == datetime(\"2024-01-01\")", "error"),
        ("datetime(\"1969-12-31T23:00:00Z\").toTime() == duration(\"23h\")", "true"),
        ("datetime(\"1969-12-31T23:00:00Z\").toDate() == datetime(\"1969-12-31\")", "true"),
        ("duration(\"1d2h3m4s5ms\").toMilliseconds() == 93784005", "true"),
        ("duration(\"-9223372036854775808ms\").toDays() == -106751991167", "true"),
        ("duration(\"9223372036854775808ms\").toDays() == 0", "error"),
        ("duration(\"1h1d\") == duration(\"25h\")", "error"),
        ("duration(\"-\") == duration(\"0s\")", "error"),
    ])
    func `instants and durations are exact`(expression: String, expected: String) throws {
        #expect(try result(expression) == expected)
    }

    @Test(arguments: [
        ("9223372036854775807 + 1 == 0", "error"),
        ("-9223372036854775808 - 1 == 0", "error"),
        ("-(-9223372036854775808) == 0", "error"),
        ("-9223372036854775808 * -1 == 0", "error"),
        ("true || 1", "true"), ("false || 1", "error"), ("false && 1", "false"),
        ("1 == \"1\"", "false"), ("[1, 2, 2] == [2, 1]", "true"),
        ("{a: [1, 2]} == {a: [2, 1]}", "true"), ("U::\"u\" in []", "false"),
        ("U::\"u\" in [U::\"u\", 1]", "error"), ("[].isEmpty()", "true"),
        ("\"a*b\" like \"a\\*b\" && !(\"axb\" like \"a\\*b\")", "true"),
        ("\"\" like \"*\" && \"aXbX\" like \"*X*X\"", "true"),
    ])
    func `operators err and fold as the language says`(
        expression: String, expected: String
    ) throws {
        #expect(try result(expression) == expected)
    }
}
