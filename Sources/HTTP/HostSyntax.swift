// SPDX-License-Identifier: EUPL-1.2

/// The shape of a Host value: `name`, `name:port`, `[v6]` or `[v6]:port` (RFC 9110 §7.2).
enum HostSyntax {
    static func isValid(_ host: Span<UInt8>) -> Bool {
        guard !host.isEmpty else { return false }
        var index = 0
        if host[0] == 0x5b {
            index = 1
            while index < host.count,
                host[index].hexDigit != nil || host[index] == Ascii.colon
                    || host[index] == Ascii.dot
            {
                index += 1
            }
            guard index > 2, index < host.count, host[index] == 0x5d else { return false }
            index += 1
        } else {
            while index < host.count, host[index].isHostCharacter { index += 1 }
            guard index > 0 else { return false }
        }
        if index == host.count { return true }
        guard host[index] == Ascii.colon else { return false }
        let port = host.extracting((index + 1)...)
        guard !port.isEmpty, port.count <= 5 else { return false }
        var number = 0
        for digit in port.indices {
            guard port[digit] >= Ascii.zero, port[digit] <= Ascii.nine else { return false }
            number = number * 10 + Int(port[digit] - Ascii.zero)
        }
        return (1...65_535).contains(number)
    }
}
