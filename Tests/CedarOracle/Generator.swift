// SPDX-License-Identifier: EUPL-1.2
package import Cedar

/// Random numbers that a seed repeats (SplitMix64); never for secrets.
package struct Dice {
    private var state: UInt64
    package init(_ seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }

    package mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
    package mutating func pick<T>(_ items: [T]) -> T { items[below(items.count)] }
}

/// Makes small policies, stores and requests that hit one another often.
package struct Generator {
    package var dice: Dice
    package init(seed: UInt64) { dice = Dice(seed) }

    private static let names = ["a", "b", "c", "if", "é", "e\u{301}", ""]
    private static let plainNames = ["a", "b", "c"]
    private static let types = ["U", "G", "N::R"]
    private static let ids = ["1", "2", "3"]

    // MARK: Text of policies

    package mutating func policies() -> String {
        (0...dice.below(5)).map { _ in policy() }.joined(separator: "\n")
    }

    package mutating func policy() -> String {
        let effect = dice.below(3) == 0 ? "forbid" : "permit"
        let conditions = (0..<dice.below(3)).map { _ in
            " \(dice.below(4) == 0 ? "unless" : "when") { \(boolean(3)) }"
        }
        return "\(effect)(\(scope("principal")), \(action()), \(scope("resource")))"
            + conditions.joined() + ";"
    }

    private mutating func uid() -> String { "\(dice.pick(Self.types))::\"\(dice.pick(Self.ids))\"" }
    private mutating func actionUID() -> String { "Action::\"\(dice.pick(Self.ids))\"" }

    private mutating func scope(_ variable: String) -> String {
        switch dice.below(8) {
        case 0: "\(variable) == \(uid())"
        case 1, 2: "\(variable) in \(uid())"
        case 3: "\(variable) is \(dice.pick(Self.types))"
        case 4: "\(variable) is \(dice.pick(Self.types)) in \(uid())"
        default: variable
        }
    }

    private mutating func action() -> String {
        switch dice.below(6) {
        case 0: "action == \(actionUID())"
        case 1: "action in \(actionUID())"
        case 2: "action in [\(actionUID()), \(actionUID())]"
        default: "action"
        }
    }

    // MARK: Expressions

    private mutating func boolean(_ depth: Int) -> String {
        guard depth > 0, dice.below(30) > 0 else {
            return dice.pick(["true", "false", "context.a", "context.b", "principal.a", "1"])
        }
        let inner = depth - 1
        switch dice.below(20) {
        case 0...2: return "\(operand(inner)) && \(operand(inner)) && \(operand(inner))"
        case 3, 4: return "\(operand(inner)) || \(operand(inner))"
        case 5: return "!\(operand(inner))"
        case 6: return "(if \(boolean(inner)) then \(boolean(inner)) else \(boolean(inner)))"
        case 7, 8:
            return "\(variable()) in \(dice.pick([uid(), "[\(uid()), \(uid())]", group(inner)]))"
        case 9: return "\(variable()) == \(uid())"
        case 10: return "\(variable()) is \(dice.pick(Self.types))"
        case 11: return "\(any(inner)) \(dice.pick(["==", "!="])) \(any(inner))"
        case 12: return "\(number(inner)) \(dice.pick(["<", "<=", ">", ">="])) \(number(inner))"
        case 13: return "\(base()) has \(dice.pick(["a", "b", "a.b", "\"\"", "\"é\"", "c.a"]))"
        case 14: return "\(text()) like \"\(dice.pick(["*", "a*", "*é*", "a\\*", "", "**b"]))\""
        case 15: return "\(set(inner)).\(dice.pick(["contains", "containsAll"]))(\(any(inner)))"
        case 16: return "\(set(inner)).containsAny(\(set(inner)))"
        case 17: return "\(set(inner)).isEmpty()"
        case 18: return "\(variable()).hasTag(\(text()))"
        default: return "context.\(dice.pick(Self.plainNames)) == \(any(0))"
        }
    }

    private mutating func operand(_ depth: Int) -> String { "(\(boolean(depth)))" }
    private mutating func variable() -> String {
        dice.pick(["principal", "resource", "action", "principal", "context.c", uid()])
    }
    private mutating func base() -> String {
        dice.pick(["context", "context", "principal", "resource", "context.c", uid()])
    }
    private mutating func text() -> String {
        dice.pick(["\"a\"", "\"é\"", "\"e\\u{301}\"", "\"ab\"", "context.a", "\"\""])
    }
    private mutating func group(_ depth: Int) -> String { "(\(any(depth)))" }

    private mutating func number(_ depth: Int) -> String {
        guard depth > 0 else {
            return dice.pick([
                "1", "0", "-1", "9223372036854775807", "-9223372036854775808", "context.b",
                "principal.b",
            ])
        }
        switch dice.below(6) {
        case 0: return "(\(number(depth - 1)) \(dice.pick(["+", "-", "*"])) \(number(depth - 1)))"
        case 1: return "-(\(number(depth - 1)))"
        case 2: return "datetime(\"2024-0\(dice.below(3))-01\")"
        case 3: return "duration(\"\(dice.pick(["1d", "-1h", "1x"]))\")"
        case 4: return "datetime(\"2024-01-01\").offset(duration(\"1d\")).toTime()"
        default: return number(0)
        }
    }

    private mutating func set(_ depth: Int) -> String {
        dice.pick([
            "[]", "[1, 2, 1]", "[\(any(0)), \(any(0))]", "context.c", "[[1], [2, 1]]",
            "[\(any(min(depth, 1)))]",
        ])
    }

    private mutating func any(_ depth: Int) -> String {
        switch dice.below(depth > 0 ? 12 : 6) {
        case 0: number(0)
        case 1: text()
        case 2: uid()
        case 3: dice.pick(["true", "false"])
        case 4: "\(base()).\(dice.pick(Self.plainNames))"
        case 5: "context[\"\(dice.pick(["é", "", "if"]))\"]"
        case 6: set(depth - 1)
        case 7: "{a: \(any(depth - 1)), \"é\": \(any(depth - 1))}"
        case 8: "{a: \(any(depth - 1))}.a"
        case 9: "\(variable()).getTag(\(text()))"
        case 10: "(\(boolean(depth - 1)))"
        default: dice.pick(["principal", "resource", "action", "decimal(\"1.5\")", "ip(\"::1\")"])
        }
    }

    // MARK: Stores and requests

    package mutating func value(_ depth: Int = 2) -> Value {
        switch dice.below(depth > 0 ? 9 : 6) {
        case 0, 1: .bool(dice.below(2) == 0)
        case 2: .long(dice.pick([0, 1, -1, .max, .min]))
        case 3: .string(dice.pick(["a", "é", "e\u{301}", "ab", "", "a*"]))
        case 4, 5: .entity(dice.pick(Self.types), dice.pick(Self.ids))
        case 6: .set((0..<dice.below(3)).map { _ in value(depth - 1) })
        case 7: .record(record(depth - 1))
        default: .ext(.decimal(15_000))
        }
    }

    package mutating func record(_ depth: Int = 2) -> Record {
        Record((0..<dice.below(5)).map { _ in (Text(dice.pick(Self.names)), value(depth)) })
    }

    /// Entities of which each lies only below earlier ones; some ids stay out of the store.
    package mutating func entities() -> [Entity] {
        var all: [Entity] = []
        let uids =
            Self.types.flatMap { type in Self.ids.map { EntityUID(type, $0) } }
            + Self.ids.map { EntityUID("Action", $0) }
        for (index, uid) in uids.enumerated() where dice.below(4) > 0 {
            let above = uids[..<index].filter { $0.isAction == uid.isAction }
            let parents = (0..<dice.below(3)).compactMap { _ in
                above.isEmpty ? nil : dice.pick(above)
            }
            all.append(
                Entity(
                    uid, attributes: uid.isAction ? [:] : record(), parents: parents,
                    tags: dice.below(2) == 0 ? [:] : record(0)))
        }
        return all
    }

    package mutating func request() -> Request {
        var own: [Entity] = []
        if dice.below(3) == 0 {
            let uid = EntityUID(dice.pick(Self.types), "own")
            own.append(
                Entity(
                    uid, attributes: record(),
                    parents: [EntityUID(dice.pick(Self.types), dice.pick(Self.ids))]))
        }
        func subject(_ dice: inout Dice) -> EntityUID {
            if let mine = own.first, dice.below(2) == 0 { return mine.uid }
            return EntityUID(dice.pick(Self.types), dice.pick(Self.ids))
        }
        return Request(
            principal: subject(&dice),
            action: EntityUID("Action", dice.pick(Self.ids + ["other"])),
            resource: subject(&dice), context: record(),
            entities: (try? Entities(own)) ?? Entities())
    }
}
