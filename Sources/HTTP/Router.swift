// SPDX-License-Identifier: EUPL-1.2

/// One method on one template, and what answers it.
package struct Route: Sendable {
    /// Answers a request that matched, with what stood in the template's holes.
    package typealias Action = @Sendable (Request, PathParameters) async -> Response

    package let method: Method
    package let template: PathTemplate
    let action: Action

    package init(_ method: Method, _ template: StaticString, _ action: @escaping Action) {
        precondition(method != .head && method != .options, "HEAD follows GET by itself")
        self.method = method
        self.template = PathTemplate(template)
        self.action = action
    }
}

/// Finds the route of a request; fixed segments win from holes, segment by segment.
///
/// HEAD is answered by the GET route; the writer leaves the body out.
package struct Router: Handler {
    /// Why no route answers.
    package enum Miss: Sendable, Equatable {
        case notFound
        /// The path is known; these are its methods, for the Allow field.
        case methodNotAllowed(allow: [Method])

        /// The Allow field that the answer must have, if any.
        package var allowField: HeaderField? {
            guard case .methodNotAllowed(let methods) = self else { return nil }
            let list = methods.map(\.rawValue).joined(separator: ", ")
            return HeaderField("Allow", checking: list)
        }
    }

    /// What a request leads to.
    package enum Match: Sendable {
        case route(Route, PathParameters)
        case miss(Miss)
    }

    /// Every route, in the order it was given.
    package let routes: [Route]
    private let root: RouteNode
    private let answerToMiss: @Sendable (Miss, Request) async -> Response

    /// A router over routes; two for the same method and shape are a bug.
    ///
    /// - Parameter answerToMiss: makes the 404 and the 405 (which must carry `Miss.allowField`).
    package init(
        _ routes: [Route], answerToMiss: @escaping @Sendable (Miss, Request) async -> Response
    ) {
        var root = RouteNode()
        for (index, route) in routes.enumerated() {
            root.insert(route.template.parts[...], method: route.method, index: index)
        }
        self.routes = routes
        self.root = root
        self.answerToMiss = answerToMiss
    }

    /// Finds the route for a method and decoded segments.
    package func match(_ method: Method, _ path: [String]) -> Match {
        var values: [String] = []
        guard let node = root.find(path[...], &values) else { return .miss(.notFound) }
        let wanted = method == .head ? .get : method
        guard let index = node.indices.first(where: { $0.0 == wanted })?.1 else {
            return .miss(.methodNotAllowed(allow: node.allowed))
        }
        let route = routes[index]
        return .route(
            route, PathParameters(names: route.template.parameterNames, values: values))
    }

    package func respond(to request: Request) async -> Response {
        switch match(request.method, request.path) {
        case .route(let route, let parameters): await route.action(request, parameters)
        case .miss(let miss): await answerToMiss(miss, request)
        }
    }
}

/// One segment's place in the tree of templates.
private struct RouteNode: Sendable {
    private var texts: [(text: String, node: RouteNode)] = []
    private var hole: [RouteNode] = []
    private var rest: [RouteNode] = []
    /// The routes that end here, by method.
    private(set) var indices: [(Method, Int)] = []

    /// The methods that end here in a fixed order, HEAD wherever GET is.
    var allowed: [Method] {
        Method.allCases.filter { method in
            indices.contains { $0.0 == method || (method == .head && $0.0 == .get) }
        }
    }

    mutating func insert(_ parts: ArraySlice<PathTemplate.Part>, method: Method, index: Int) {
        guard let part = parts.first else {
            precondition(!indices.contains { $0.0 == method }, "a route is given once")
            indices.append((method, index))
            return
        }
        let rest = parts.dropFirst()
        switch part {
        case .text(let text):
            if let at = texts.firstIndex(where: { $0.text.utf8.elementsEqual(text.utf8) }) {
                texts[at].node.insert(rest, method: method, index: index)
            } else {
                var node = RouteNode()
                node.insert(rest, method: method, index: index)
                texts.append((text, node))
            }
        case .parameter:
            if hole.isEmpty { hole.append(RouteNode()) }
            hole[0].insert(rest, method: method, index: index)
        case .rest:
            if self.rest.isEmpty { self.rest.append(RouteNode()) }
            self.rest[0].insert(rest, method: method, index: index)
        }
    }

    /// The node of a path and what stood in its holes: a fixed text is tried first, all that is left last.
    func find(_ path: ArraySlice<String>, _ values: inout [String]) -> RouteNode? {
        guard let segment = path.first else { return indices.isEmpty ? nil : self }
        for (text, node) in texts where text.utf8.elementsEqual(segment.utf8) {
            if let found = node.find(path.dropFirst(), &values) { return found }
        }
        if let hole = hole.first, !segment.isEmpty {
            let count = values.count
            values.append(segment)
            if let found = hole.find(path.dropFirst(), &values) { return found }
            values.removeSubrange(count...)
        }
        guard let rest = rest.first, path.last?.isEmpty == false else { return nil }
        values.append(path.joined(separator: "/"))
        return rest
    }
}
