package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.settings.SettingName;
import dev.slipway.support.Alongside;
import dev.slipway.support.FrontDoor;
import dev.slipway.support.NeedsProgram;
import dev.slipway.support.Shell;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.type.LogicalType;
import tools.jackson.dataformat.yaml.YAMLMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What `kubectl kustomize` makes of each overlay, read as strictly as the API does.
@NeedsProgram("kubectl")
@Alongside
class KubernetesTest {
    private static final Path OVERLAYS = Path.of("infrastructure/kubernetes/overlays");

    /// What Slipway allows itself to roll back in, and as much for the container to end.
    private static final long GRACE_SECONDS = 10;

    private static final Map<String, Class<? extends HasMetadata>> TYPES =
            Map.of(
                    "v1 ServiceAccount", ServiceAccount.class,
                    "batch/v1 Job", Job.class,
                    "batch/v1 CronJob", CronJob.class,
                    "networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class);

    /// The fields that are used of the kinds that have no type here, as their definitions name
    // them.
    private static final Map<String, Set<String>> FIELDS =
            Map.of(
                    "external-secrets.io/v1 ExternalSecret",
                    Set.of(
                            "refreshInterval",
                            "secretStoreRef.kind",
                            "secretStoreRef.name",
                            "target.name",
                            "target.creationPolicy",
                            "data.secretKey",
                            "data.remoteRef.key"),
                    "external-secrets.io/v1 SecretStore",
                    Set.of(
                            "provider.aws.service",
                            "provider.aws.region",
                            "provider.aws.auth.jwt.serviceAccountRef.name"));

    /// Objects whose keys the user chooses.
    private static final Set<String> FREE =
            Set.of("labels", "annotations", "matchLabels", "nodeSelector", "requests", "limits");

    private static final YAMLMapper YAML = strict();

    /// By the overlay's name: its documents, in kustomize's order.
    private static final Map<String, List<ObjectNode>> RENDERED = new TreeMap<>();

    /// A Job, or what a CronJob makes one of.
    private record Work(String name, JobSpec job) {
        PodTemplateSpec pod() {
            return job.getTemplate();
        }

        Container container() {
            assertThat(pod().getSpec().getContainers()).as(name).hasSize(1);
            return pod().getSpec().getContainers().getFirst();
        }

        Map<String, EnvVar> environment() {
            return container().getEnv().stream()
                    .collect(Collectors.toMap(EnvVar::getName, variable -> variable));
        }

        String value(String variable) {
            return environment().get(variable).getValue();
        }
    }

    /// The models keep what they do not know in a map, and turn a number into a text where the API
    /// refuses it. Neither happens here.
    private static YAMLMapper strict() {
        var builder =
                YAMLMapper.builder()
                        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .enable(DeserializationFeature.FAIL_ON_IGNORED_PROPERTIES)
                        .annotationIntrospector(
                                new JacksonAnnotationIntrospector() {
                                    @Override
                                    public Boolean hasAnySetter(
                                            MapperConfig<?> config, Annotated annotated) {
                                        return false;
                                    }
                                });
        builder.withCoercionConfig(
                LogicalType.Textual,
                text ->
                        Stream.of(
                                        CoercionInputShape.Integer,
                                        CoercionInputShape.Float,
                                        CoercionInputShape.Boolean)
                                .forEach(shape -> text.setCoercion(shape, CoercionAction.Fail)));
        for (var type : List.of(LogicalType.Integer, LogicalType.Boolean)) {
            builder.withCoercionConfig(
                    type,
                    number -> number.setCoercion(CoercionInputShape.String, CoercionAction.Fail));
        }
        return builder.build();
    }

    @BeforeAll
    static void render() throws IOException {
        try (var overlays = Files.list(OVERLAYS)) {
            for (var overlay : overlays.toList()) {
                var documents = new ArrayList<ObjectNode>();
                YAML.readerFor(ObjectNode.class)
                        .<ObjectNode>readValues(
                                Shell.output("kubectl", "kustomize", overlay.toString()))
                        .forEachRemaining(documents::add);
                RENDERED.put(overlay.getFileName().toString(), documents);
            }
        }
    }

    private static String kind(JsonNode document) {
        return document.get("apiVersion").stringValue() + " " + document.get("kind").stringValue();
    }

    /// Reads a document as the API would.
    ///
    /// @throws JacksonException when it has a field that does not exist, or a value of a wrong type
    private static void read(ObjectNode document) {
        if (FIELDS.containsKey(kind(document))) {
            var paths = new TreeSet<String>();
            collectPaths(document.get("spec"), "", paths);
            assertThat(FIELDS.get(kind(document))).as(kind(document)).containsAll(paths);
            YAML.treeToValue(document.get("metadata"), ObjectMeta.class);
            assertThat(document.propertyNames())
                    .containsExactlyInAnyOrder("apiVersion", "kind", "metadata", "spec");
        } else {
            assertThat(TYPES).as("kinds that the test knows").containsKey(kind(document));
            YAML.treeToValue(document, TYPES.get(kind(document)));
        }
    }

    private static void collectPaths(JsonNode node, String path, Set<String> paths) {
        if (node.isValueNode()) {
            paths.add(path);
        } else if (node.isArray()) {
            node.forEach(element -> collectPaths(element, path, paths));
        } else {
            node.properties()
                    .forEach(
                            field ->
                                    collectPaths(
                                            field.getValue(),
                                            path.isEmpty()
                                                    ? field.getKey()
                                                    : path + "." + field.getKey(),
                                            paths));
        }
    }

    private static <T extends HasMetadata> List<T> all(String overlay, Class<T> type) {
        return RENDERED.get(overlay).stream()
                .filter(document -> type.equals(TYPES.get(kind(document))))
                .map(document -> YAML.treeToValue(document, type))
                .toList();
    }

    private static Work migrate(String overlay) {
        var jobs = all(overlay, Job.class);
        assertThat(jobs).as(overlay).hasSize(1);
        return new Work(overlay + " migrate", jobs.getFirst().getSpec());
    }

    private static Work seed(String overlay) {
        var jobs = all(overlay, CronJob.class);
        assertThat(jobs).as(overlay).hasSize(1);
        return new Work(overlay + " seed", jobs.getFirst().getSpec().getJobTemplate().getSpec());
    }

    private static List<Work> works() {
        return RENDERED.keySet().stream()
                .flatMap(overlay -> Stream.of(migrate(overlay), seed(overlay)))
                .toList();
    }

    @Test
    void everyDocumentIsOneThatTheApiTakes() {
        assertThat(RENDERED)
                .containsOnlyKeys("argo-cd", "irsa", "pod-identity", "production", "staging");
        RENDERED.values().forEach(documents -> documents.forEach(KubernetesTest::read));
    }

    @Test
    void aMisspeltFieldIsFoundWhereverItStands() {
        var places = 0;
        for (var rendered : RENDERED.get("argo-cd")) {
            // The other tests read the same documents at this moment.
            var document = rendered.deepCopy();
            for (var place : places(document, new ArrayList<>())) {
                place.put("typo", "x");
                assertThatThrownBy(() -> read(document)).as(place.toString()).isNotNull();
                place.remove("typo");
                places++;
            }
            read(document);
        }
        assertThat(places).isGreaterThan(60);
    }

    private static List<ObjectNode> places(JsonNode node, List<ObjectNode> found) {
        if (node instanceof ObjectNode object) {
            found.add(object);
        }
        node.properties()
                .forEach(
                        field -> {
                            if (!FREE.contains(field.getKey())) {
                                places(field.getValue(), found);
                            }
                        });
        if (node.isArray()) {
            node.forEach(element -> places(element, found));
        }
        return found;
    }

    @Test
    void aNumberWhereTheApiWantsATextIsFound() {
        var document =
                RENDERED.get("irsa").stream()
                        .filter(candidate -> kind(candidate).equals("batch/v1 Job"))
                        .findFirst()
                        .orElseThrow()
                        .deepCopy();
        var variable = (ObjectNode) document.at("/spec/template/spec/containers/0/env/0");
        variable.put("value", 60);

        assertThatThrownBy(() -> read(document))
                .isInstanceOf(JacksonException.class)
                .hasMessageContaining("String");
    }

    @Test
    void everyPodKeepsTheRulesOfTheRestrictedProfile() {
        for (var work : works()) {
            var pod = work.pod().getSpec();
            assertThat(pod.getHostNetwork()).as(work.name()).isNull();
            assertThat(pod.getHostPID()).as(work.name()).isNull();
            assertThat(pod.getHostIPC()).as(work.name()).isNull();
            assertThat(pod.getVolumes()).as(work.name()).isEmpty();
            assertThat(pod.getInitContainers()).as(work.name()).isEmpty();
            assertThat(pod.getEphemeralContainers()).as(work.name()).isEmpty();
            assertThat(pod.getSecurityContext().getRunAsNonRoot()).as(work.name()).isTrue();
            assertThat(pod.getSecurityContext().getRunAsUser()).as(work.name()).isEqualTo(10001);
            assertThat(pod.getSecurityContext().getSeccompProfile().getType())
                    .as(work.name())
                    .isEqualTo("RuntimeDefault");
            assertThat(pod.getSecurityContext().getSysctls()).as(work.name()).isEmpty();
            var container = work.container();
            assertThat(container.getPorts()).as(work.name()).isEmpty();
            var security = container.getSecurityContext();
            assertThat(security.getPrivileged()).as(work.name()).isNull();
            assertThat(security.getAllowPrivilegeEscalation()).as(work.name()).isFalse();
            assertThat(security.getCapabilities().getDrop()).as(work.name()).containsExactly("ALL");
            assertThat(security.getCapabilities().getAdd()).as(work.name()).isEmpty();
            assertThat(security.getProcMount()).as(work.name()).isNull();
            assertThat(security.getSeLinuxOptions()).as(work.name()).isNull();
            // Beyond the profile.
            assertThat(security.getReadOnlyRootFilesystem()).as(work.name()).isTrue();
            assertThat(pod.getAutomountServiceAccountToken()).as(work.name()).isFalse();
        }
    }

    @Test
    void aRunIsNotTriedAgainAndEndsInTimeToSaySo() {
        for (var work : works()) {
            var pod = work.pod().getSpec();
            assertThat(work.job().getBackoffLimit()).as(work.name()).isZero();
            assertThat(pod.getRestartPolicy()).as(work.name()).isEqualTo("Never");
            assertThat(work.job().getTtlSecondsAfterFinished()).as(work.name()).isPositive();
            assertThat(pod.getTerminationGracePeriodSeconds())
                    .as(work.name())
                    .isGreaterThanOrEqualTo(GRACE_SECONDS);
            // The deadline also counts the wait for a node, the image and the Secret.
            var runTimeout =
                    Duration.parse("PT" + work.value("RUN_TIMEOUT").toUpperCase(Locale.ROOT));
            assertThat(work.job().getActiveDeadlineSeconds())
                    .as(work.name())
                    .isGreaterThanOrEqualTo(runTimeout.toSeconds() + 300);
            assertThat(work.job().getPodFailurePolicy().getRules())
                    .as(work.name())
                    .singleElement()
                    .satisfies(
                            rule -> {
                                assertThat(rule.getAction()).isEqualTo("Ignore");
                                assertThat(rule.getOnPodConditions())
                                        .singleElement()
                                        .satisfies(
                                                condition ->
                                                        assertThat(condition.getType())
                                                                .isEqualTo("DisruptionTarget"));
                            });
        }
    }

    @Test
    void aServiceOfTheNamespaceCannotBecomeASetting() {
        assertThat(works())
                .allSatisfy(
                        work ->
                                assertThat(work.pod().getSpec().getEnableServiceLinks())
                                        .as(work.name())
                                        .isFalse());
    }

    @Test
    void everyPodRunsTheReplacedImageOnAMachineThatCanRunIt() {
        for (var work : works()) {
            // What others build on keeps the name by which they replace it.
            assertThat(work.container().getImage())
                    .as(work.name())
                    .isEqualTo(
                            work.name().startsWith("irsa")
                                    ? "slipway"
                                    : "ACCOUNT.dkr.ecr.REGION.amazonaws.com/slipway:TAG");
            assertThat(work.container().getArgs()).containsExactly("run");
            assertThat(work.pod().getSpec().getNodeSelector())
                    .containsEntry("kubernetes.io/arch", "amd64")
                    .containsEntry("kubernetes.io/os", "linux");
            assertThat(work.container().getResources().getRequests()).containsKeys("cpu", "memory");
            assertThat(work.container().getResources().getLimits()).containsOnlyKeys("memory");
        }
    }

    @Test
    void theReadmesOwnOverlayLeavesNothingToFillIn() throws IOException {
        var readme = Files.readString(OVERLAYS.resolveSibling("README.md"));
        var block = Pattern.compile("(?s)```yaml\n(.*?)```").matcher(readme);
        assertThat(block.find()).isTrue();
        var own = Files.createTempDirectory(Path.of("target"), "overlay-");
        Files.writeString(
                own.resolve("kustomization.yaml"),
                block.group(1)
                        .replace(
                                "../irsa",
                                own.toAbsolutePath()
                                        .relativize(OVERLAYS.resolve("irsa").toAbsolutePath())
                                        .toString()));

        var rendered = Shell.output("kubectl", "kustomize", own.toString());

        assertThat(rendered)
                .contains("image: 123456789012.dkr.ecr.eu-central-1.amazonaws.com/slipway:1.4.0")
                .contains("role-arn: arn:aws:iam::123456789012:role/shop-slipway")
                .contains("region: eu-central-1")
                .doesNotContain("image: slipway", "ACCOUNT", "REGION", "namespace: slipway");
    }

    @Test
    void slipwayTakesTheSettingsOfEveryPod() {
        var known = Arrays.stream(SettingName.values()).map(Enum::name).collect(Collectors.toSet());
        known.add("AWS_REGION");
        for (var work : works()) {
            assertThat(known).as(work.name()).containsAll(work.environment().keySet());
            var environment = new HashMap<String, String>();
            work.environment()
                    .forEach((name, variable) -> environment.put(name, variable.getValue()));
            environment.put("DATABASE_URL", "postgresql://app:secret@127.0.0.1:1/shop");
            environment.put("CONNECT_TIMEOUT", "1ms");

            var result = FrontDoor.run(environment, "run");

            // Exit 3 would be a wrong setting, 2 no mode.
            assertThat(result.exitCode()).as(result.stderr()).isEqualTo(4);
        }
    }

    @Test
    void theModesAreThoseThatTheNamesPromise() {
        assertThat(RENDERED.keySet())
                .allSatisfy(
                        overlay -> {
                            assertThat(migrate(overlay).value("RUN_MIGRATIONS")).isEqualTo("true");
                            assertThat(migrate(overlay).value("RUN_SEED"))
                                    .as(overlay)
                                    .isEqualTo(overlay.equals("staging") ? "true" : "false");
                            assertThat(seed(overlay).value("RUN_MIGRATIONS")).isEqualTo("false");
                            assertThat(seed(overlay).value("RUN_SEED")).isEqualTo("true");
                        });
        assertThat(migrate("production").value("SNAPSHOT")).isEqualTo("true");
        assertThat(migrate("staging").value("SEED_ENV")).isEqualTo("staging");
        assertThat(seed("staging").value("SEED_ENV")).isEqualTo("staging");
        assertThat(seed("production").value("SEED_ENV")).isEqualTo("production");
    }

    @Test
    void seedingWaitsForSomebodyToStartItAndNeverRunsTwiceAtOnce() {
        for (var overlay : RENDERED.keySet()) {
            var job = all(overlay, CronJob.class).getFirst();
            assertThat(job.getMetadata().getName()).isEqualTo("slipway-seed");
            assertThat(job.getSpec().getSuspend()).isTrue();
            assertThat(job.getSpec().getConcurrencyPolicy()).isEqualTo("Forbid");
        }
    }

    @Test
    void theSeedingPodIsTheMigratingOneButForItsModes() {
        var migrate = migrate("irsa").pod();
        var seed = seed("irsa").pod();
        for (var pod : List.of(migrate, seed)) {
            pod.getMetadata().getLabels().remove("app.kubernetes.io/component");
            pod.getSpec()
                    .getContainers()
                    .getFirst()
                    .getEnv()
                    .removeIf(variable -> variable.getName().matches("RUN_(MIGRATIONS|SEED)"));
        }
        assertThat(seed).isEqualTo(migrate);
    }

    @Test
    void thePasswordComesOutOfTheSecretThatExternalSecretsMakes() {
        RENDERED.forEach(
                (overlay, documents) -> {
                    var external = only(documents, "external-secrets.io/v1 ExternalSecret");
                    var target = external.at("/spec/target/name").stringValue();
                    var key = external.at("/spec/data/0/secretKey").stringValue();
                    for (var work : List.of(migrate(overlay), seed(overlay))) {
                        var reference =
                                work.environment()
                                        .get("DATABASE_URL")
                                        .getValueFrom()
                                        .getSecretKeyRef();
                        assertThat(reference.getName()).isEqualTo(target);
                        assertThat(reference.getKey()).isEqualTo(key);
                        assertThat(reference.getOptional()).isNull();
                    }
                    if (external.at("/spec/secretStoreRef/kind")
                            .stringValue()
                            .equals("SecretStore")) {
                        var store = only(documents, "external-secrets.io/v1 SecretStore");
                        assertThat(store.at("/metadata/name"))
                                .isEqualTo(external.at("/spec/secretStoreRef/name"));
                        assertThat(
                                        store.at(
                                                        "/spec/provider/aws/auth/jwt/serviceAccountRef/name")
                                                .stringValue())
                                .isEqualTo(account(overlay).getMetadata().getName());
                    }
                });
    }

    private static ObjectNode only(List<ObjectNode> documents, String kind) {
        var found = documents.stream().filter(document -> kind(document).equals(kind)).toList();
        assertThat(found).as(kind).hasSize(1);
        return found.getFirst();
    }

    private static ServiceAccount account(String overlay) {
        return all(overlay, ServiceAccount.class).getFirst();
    }

    @Test
    void thePodsTakeTheirRoleFromTheServiceAccount() {
        for (var overlay : RENDERED.keySet()) {
            var account = account(overlay);
            assertThat(account.getAutomountServiceAccountToken()).isFalse();
            assertThat(List.of(migrate(overlay), seed(overlay)))
                    .allSatisfy(
                            work ->
                                    assertThat(work.pod().getSpec().getServiceAccountName())
                                            .isEqualTo(account.getMetadata().getName()));
            var role = account.getMetadata().getAnnotations().get("eks.amazonaws.com/role-arn");
            if (overlay.equals("pod-identity")) {
                assertThat(role).isNull();
            } else {
                assertThat(role).startsWith("arn:aws:iam::");
            }
        }
    }

    @Test
    void noManifestHoldsASecret() throws IOException {
        for (var work : works()) {
            assertThat(work.environment().values())
                    .filteredOn(variable -> variable.getValue() != null)
                    .extracting(EnvVar::getName)
                    .noneMatch(name -> name.matches(".*(URL|PASSWORD|SECRET|TOKEN|KEY).*"));
        }
        try (var files = Files.walk(OVERLAYS.getParent())) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file))
                        .as(file.toString())
                        .doesNotContain("kind: Secret\n");
                if (file.toString().endsWith(".yaml")) {
                    assertThat(Files.readString(file))
                            .as(file.toString())
                            .doesNotContainPattern("://[^/\\s]+:[^/\\s]+@");
                }
            }
        }
    }

    @Test
    void theNetworkPolicyHoldsEveryPodAndLetsItReachWhatItNeeds() {
        for (var overlay : RENDERED.keySet()) {
            var policy = all(overlay, NetworkPolicy.class).getFirst().getSpec();
            var selected = policy.getPodSelector().getMatchLabels();
            assertThat(selected).isNotEmpty();
            assertThat(List.of(migrate(overlay), seed(overlay)))
                    .allSatisfy(
                            work ->
                                    assertThat(work.pod().getMetadata().getLabels())
                                            .containsAllEntriesOf(selected));
            assertThat(policy.getPolicyTypes()).containsExactly("Ingress", "Egress");
            assertThat(policy.getIngress()).isEmpty();
            var ports =
                    policy.getEgress().stream()
                            .flatMap(rule -> rule.getPorts().stream())
                            .map(port -> port.getPort().getIntVal())
                            .collect(Collectors.toSet());
            assertThat(ports)
                    .isEqualTo(
                            overlay.equals("pod-identity")
                                    ? Set.of(53, 80, 443, 5432)
                                    : Set.of(53, 443, 5432));
        }
    }

    @Test
    void argoCdMigratesFirstWithAllThatTheMigrationNeeds() {
        var waves = new HashMap<String, Integer>();
        for (var document : RENDERED.get("argo-cd")) {
            var annotations = document.at("/metadata/annotations");
            var kind = document.get("kind").stringValue();
            if (kind.equals("CronJob")) {
                assertThat(annotations.has("argocd.argoproj.io/hook")).isFalse();
            } else {
                assertThat(annotations.path("argocd.argoproj.io/hook").asString())
                        .as(kind)
                        .isEqualTo("PreSync");
                // Found by name, so it needs one that stays.
                assertThat(annotations.path("argocd.argoproj.io/hook-delete-policy").asString())
                        .as(kind)
                        .isEqualTo("BeforeHookCreation");
                assertThat(document.at("/metadata").has("generateName")).isFalse();
                waves.put(
                        kind,
                        Integer.valueOf(
                                annotations.path("argocd.argoproj.io/sync-wave").asString()));
            }
        }
        assertThat(waves)
                .containsOnlyKeys(
                        "ServiceAccount", "SecretStore", "NetworkPolicy", "ExternalSecret", "Job");
        assertThat(waves.get("ServiceAccount")).isLessThan(waves.get("ExternalSecret"));
        assertThat(waves.get("SecretStore")).isLessThan(waves.get("ExternalSecret"));
        assertThat(waves.get("ExternalSecret")).isLessThan(waves.get("Job"));
        assertThat(waves.get("NetworkPolicy")).isLessThan(waves.get("Job"));
        assertThat(
                        only(RENDERED.get("argo-cd"), "external-secrets.io/v1 ExternalSecret")
                                .at("/spec/target/creationPolicy")
                                .stringValue())
                .isEqualTo("Orphan");
    }
}
