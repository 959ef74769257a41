// SPDX-License-Identifier: EUPL-1.2
package import Encodings
import Foundation

/// Holds a JSON value to a schema of an OpenAPI 3.1 document: the keywords that ours uses, no other.
package struct JSONSchema {
    private let document: JSON

    /// - Parameter document: the whole OpenAPI document, in which references are looked up.
    package init(document: JSON) { self.document = document }

    /// What is wrong with a value, each with its place; empty where all is well.
    package func faults(_ value: JSON, _ schema: JSON, at place: String = "") -> [String] {
        if let reference = schema["$ref"]?.string {
            guard let target = resolve(reference) else {
                return ["\(place): \(reference) is nowhere"]
            }
            return faults(value, target, at: place)
        }
        for key in schema.object?.keys ?? [] where !Self.known.contains(key) {
            return ["\(place): the schema says `\(key)`, which is not checked here"]
        }
        switch schema["type"]?.string {
        case "object": return objectFaults(value, schema, at: place)
        case "array": return arrayFaults(value, schema, at: place)
        case "string": return textFaults(value, schema, at: place)
        case "integer":
            guard let number = value.integer else { return ["\(place): no integer"] }
            let least = schema["minimum"]?.integer ?? .min
            let most = schema["maximum"]?.integer ?? .max
            return (least...most).contains(number) ? [] : ["\(place): \(number) is out of range"]
        case "boolean": return value.bool == nil ? ["\(place): no boolean"] : []
        default: return ["\(place): the schema has no type"]
        }
    }

    private static let known: Set<String> = [
        "type", "properties", "required", "additionalProperties", "items", "minItems", "maxItems",
        "minLength", "maxLength", "pattern", "format", "enum", "minimum", "maximum", "description",
    ]

    /// The value that a reference within the document names.
    package func resolve(_ reference: String) -> JSON? {
        guard reference.hasPrefix("#/") else { return nil }
        return reference.dropFirst(2).split(separator: "/").reduce(document as JSON?) {
            $0?[String($1)]
        }
    }

    private func objectFaults(_ value: JSON, _ schema: JSON, at place: String) -> [String] {
        guard let object = value.object else { return ["\(place): no object"] }
        let properties = schema["properties"]
        var faults: [String] = []
        for name in schema["required"]?.array ?? [] where object[name.string ?? ""] == nil {
            faults.append("\(place): \(name.string ?? "?") is missing")
        }
        for name in object.keys {
            if let inner = properties?[name], let member = object[name] {
                faults += self.faults(member, inner, at: "\(place)/\(name)")
            } else if schema["additionalProperties"]?.bool == false {
                faults.append("\(place): \(name) is not in the schema")
            }
        }
        return faults
    }

    private func arrayFaults(_ value: JSON, _ schema: JSON, at place: String) -> [String] {
        guard let list = value.array, let items = schema["items"] else {
            return ["\(place): no list"]
        }
        var faults: [String] = []
        let least = Int(schema["minItems"]?.integer ?? 0)
        let most = Int(schema["maxItems"]?.integer ?? .max)
        if !(least...most).contains(list.count) { faults.append("\(place): \(list.count) items") }
        for (index, item) in list.enumerated() {
            faults += self.faults(item, items, at: "\(place)/\(index)")
        }
        return faults
    }

    private func textFaults(_ value: JSON, _ schema: JSON, at place: String) -> [String] {
        guard let text = value.string else { return ["\(place): no text"] }
        var faults: [String] = []
        let least = Int(schema["minLength"]?.integer ?? 0)
        let most = Int(schema["maxLength"]?.integer ?? .max)
        let count = text.unicodeScalars.count
        if !(least...most).contains(count) { faults.append("\(place): \(count) characters") }
        if let pattern = schema["pattern"]?.string,
            text.range(of: pattern, options: .regularExpression) == nil
        {
            faults.append("\(place): not as \(pattern)")
        }
        if let words = schema["enum"]?.array, !words.contains(value) {
            faults.append("\(place): not one of the words")
        }
        return faults
    }
}
