using System.Xml.Linq;
using k8s;
using k8s.Models;

namespace Lockstep.Conformance.Fleet;

/// <summary>
/// Files for engines that are not here, held against what those engines take. (docker-compose reads its file in <see cref="Composition"/>.)
/// </summary>
public sealed class When_other_tools_read_what_is_for_deploying
{
    [Fact]
    public void The_manifests_have_no_member_that_Kubernetes_does_not_know_and_the_pods_run_without_rights()
    {
        var objects = Directory.GetFiles(Checkout.PathOf("deploy", "kubernetes"), "*.yaml")
            .SelectMany(static file => KubernetesYaml.LoadAllFromString(File.ReadAllText(file), typeMap: null, strict: true)).ToList();
        objects.Select(static one => ((IKubernetesObject)one).Kind).ShouldBe(
            ["ConfigMap", "Deployment", "Ingress", "Ingress", "Namespace", "PodDisruptionBudget", "Service", "ServiceAccount"],
            ignoreOrder: true);

        var deployment = objects.OfType<V1Deployment>().Single();
        var pod = deployment.Spec.Template.Spec;
        var container = pod.Containers.Single();
        pod.SecurityContext.RunAsNonRoot.ShouldBe(true);
        container.SecurityContext.ReadOnlyRootFilesystem.ShouldBe(true);
        container.SecurityContext.AllowPrivilegeEscalation.ShouldBe(false);
        container.Resources.Requests.Keys.ShouldBe(["cpu", "memory"], ignoreOrder: true);
        container.Resources.Limits.ShouldContainKey("memory");
        new[] { container.StartupProbe, container.ReadinessProbe, container.LivenessProbe }
            .Select(static probe => probe.HttpGet.Scheme).ShouldAllBe(static scheme => scheme == "HTTPS");
        deployment.Spec.Template.Metadata.Labels.ShouldBe(objects.OfType<V1PodDisruptionBudget>().Single().Spec.Selector.MatchLabels);
        deployment.Spec.Template.Metadata.Labels.ShouldBe(objects.OfType<V1Service>().Single().Spec.Selector);
        container.VolumeMounts.Select(static mount => mount.Name)
            .ShouldBe(pod.Volumes.Select(static volume => volume.Name), ignoreOrder: true);
    }

    [Fact]
    public void The_image_of_the_Dockerfile_is_the_one_that_the_project_publishes()
    {
        var project = XDocument.Load(Checkout.PathOf("src", "Host", "Lockstep.Host.csproj"));
        var lines = File.ReadAllLines(Checkout.PathOf("deploy", "Dockerfile"));
        string[] expected =
        [
            $"FROM {project.Descendants("ContainerBaseImage").Single().Value}",
            $"WORKDIR {project.Descendants("ContainerWorkingDirectory").Single().Value}",
            $"USER {project.Descendants("ContainerUser").Single().Value}",
            $"EXPOSE {Included("ContainerPort")}",
            $"ENTRYPOINT [\"{Included("ContainerAppCommand").Replace(";", "\", \"", StringComparison.Ordinal)}\"]",
            $"CMD [\"{Included("ContainerDefaultArgs")}\"]",
            "ENV " + string.Join(' ', project.Descendants("ContainerEnvironmentVariable").Select(
                static one => $"{one.Attribute("Include")!.Value}={one.Attribute("Value")!.Value}")),
        ];
        lines.Intersect(expected, StringComparer.Ordinal).Order(StringComparer.Ordinal).ShouldBe(expected.Order(StringComparer.Ordinal));

        string Included(string item) => project.Descendants(item).Single().Attribute("Include")!.Value;
    }

    [Fact]
    public async Task The_workflow_and_the_Dockerfile_have_no_fault_that_their_checkers_know()
    {
        var checks = await NodeFolder.RunAsync(
            "deployment.mjs", Checkout.PathOf(".github", "workflows", "ci.yml"), Checkout.PathOf("deploy", "Dockerfile"));
        checks.Code.ShouldBe(0, checks.Output);
    }
}
