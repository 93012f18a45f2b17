// The live map, the customer's page and the protocol documents, compiled in, so that the daemon is one
// file. The map's modules lie below /map/; they import each other by these paths.

/// The pages that the daemon serves.
public enum Pages {
    /// All pages, in the order of their paths.
    public static func table() -> [Page] { pages }

    /// The page of a request's path, without its query; `nil` if there is none. O(number of pages).
    public static func page(path: String) -> Page? {
        pages.first { $0.path == path }
    }

    private static let pages: [Page] = (documents + scripts).sorted { $0.path < $1.path }

    private static let documents: [Page] = [
        Page("/", .html, PackageResources.index_html),
        Page("/map.css", .css, PackageResources.map_css),
        Page("/icon.svg", .svg, PackageResources.icon_svg),
        Page("/docs", .html, PackageResources.docs_html),
        Page("/docs.css", .css, PackageResources.docs_css),
        Page("/openapi.yaml", .yaml, PackageResources.openapi_yaml),
        Page("/asyncapi.yaml", .yaml, PackageResources.asyncapi_yaml),
    ]

    private static let scripts: [Page] = [
        Page("/map.js", .javaScript, PackageResources.map_js),
        Page("/docs.js", .javaScript, PackageResources.docs_js),
        Page("/map/dispatcher.js", .javaScript, PackageResources.dispatcher_js),
        Page("/map/fleet.js", .javaScript, PackageResources.fleet_js),
        Page("/map/grid.js", .javaScript, PackageResources.grid_js),
        Page("/map/grid-view.js", .javaScript, PackageResources.grid_view_js),
        Page("/map/leaflet-view.js", .javaScript, PackageResources.leaflet_view_js),
        Page("/map/link.js", .javaScript, PackageResources.link_js),
        Page("/map/mercator.js", .javaScript, PackageResources.mercator_js),
        Page("/map/panel.js", .javaScript, PackageResources.panel_js),
        Page("/map/scene.js", .javaScript, PackageResources.scene_js),
        Page("/map/stage.js", .javaScript, PackageResources.stage_js),
        Page("/map/states.js", .javaScript, PackageResources.states_js),
        Page("/map/text.js", .javaScript, PackageResources.text_js),
        Page("/map/track.js", .javaScript, PackageResources.track_js),
        Page("/map/yaml.js", .javaScript, PackageResources.yaml_js),
    ]
}
