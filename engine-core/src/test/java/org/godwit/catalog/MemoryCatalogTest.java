package org.godwit.catalog;

class MemoryCatalogTest extends ReplicaCatalogContract {
    @Override
    protected ReplicaCatalog open() {
        return new MemoryCatalog();
    }
}
