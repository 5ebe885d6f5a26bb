/// Care for a catalogue on disk: [org.godwit.store.maintenance.CatalogChecker] proves it,
/// [org.godwit.store.maintenance.CatalogRepair] makes indexes and counters again,
/// [org.godwit.store.maintenance.CatalogBackups] lists, compares and restores backups,
/// [org.godwit.store.maintenance.EngineBackups] makes them for the engine. Copies are made by
/// [org.godwit.store.RocksCatalog] itself.
@NullMarked
package org.godwit.store.maintenance;

import org.jspecify.annotations.NullMarked;
