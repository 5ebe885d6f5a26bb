package org.godwit.cli.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.grid.GridPlan;
import org.godwit.cli.grid.GridPlan.Storage;
import org.godwit.cli.json.Json;
import org.godwit.model.Adler32;

/// Where the engine says that the files of a dataset are.
public record DatasetCopies(List<File> files) {
    public DatasetCopies {
        files = List.copyOf(files);
    }

    /// A file as it is registered.
    ///
    /// @param copies where its available replicas lie on this machine, by RSE
    public record File(String name, Fingerprint registered, Map<String, Path> copies) {
        public File {
            copies = Map.copyOf(copies);
        }
    }

    /// Asks the engine.
    public static DatasetCopies of(ApiClient engine, GridPlan plan, String scope, String dataset)
            throws TimeoutException {
        List<File> files = new ArrayList<>();
        engine.stream(
                ApiPath.of("dids", scope, dataset, "replicas"),
                file ->
                        files.add(
                                new File(
                                        file.at("name").text(),
                                        new Fingerprint(
                                                file.at("bytes").number(),
                                                Adler32.parse(file.at("adler32").text())),
                                        copies(plan, file.at("rses")))));
        return new DatasetCopies(files);
    }

    private static Map<String, Path> copies(GridPlan plan, Json rses) {
        Map<String, Path> copies = new LinkedHashMap<>();
        for (GridPlan.Site site : plan.sites()) {
            for (Storage storage : site.storages()) {
                Json replica = rses.at(storage.rse());
                if (replica.at("state").text().equals("AVAILABLE")) {
                    copies.put(storage.rse(), storage.root().resolve(replica.at("path").text()));
                }
            }
        }
        return copies;
    }

    public long bytes() {
        return files.stream().mapToLong(file -> file.registered().bytes()).sum();
    }
}
