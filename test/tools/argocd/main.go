// Synchronizes a folder of manifests into a cluster once, as Argo CD does: with its engine, its waves, its server-side
// apply and the health checks that a ConfigMap of ours gives it. Prints each wave as it ends, and what became of each
// resource, as lines of JSON; ends with 1 when the synchronization failed.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/argoproj/argo-cd/gitops-engine/pkg/cache"
	"github.com/argoproj/argo-cd/gitops-engine/pkg/sync"
	"github.com/argoproj/argo-cd/gitops-engine/pkg/sync/common"
	"github.com/argoproj/argo-cd/gitops-engine/pkg/utils/kube"
	"github.com/argoproj/argo-cd/gitops-engine/pkg/utils/tracing"
	"github.com/go-logr/logr"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// The annotation by which Argo CD knows what belongs to an application.
const trackingID = "argocd.argoproj.io/tracking-id"

// How often to look again.
const period = 200 * time.Millisecond

func main() {
	kubeconfig := flag.String("kubeconfig", "", "which cluster")
	checks := flag.String("health", "", "patch of argocd-cm with health checks")
	prune := flag.Bool("prune", true, "delete what is no longer there")
	timeout := flag.Duration("timeout", time.Minute, "give up after")
	flag.Parse()
	if err := run(flag.Arg(0), *kubeconfig, *checks, *prune, *timeout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(folder, kubeconfig, checks string, prune bool, timeout time.Duration) error {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	config.QPS, config.Burst = 50, 100
	health, err := readHealthChecks(checks)
	if err != nil {
		return err
	}
	target, err := readManifests(folder)
	if err != nil {
		return err
	}
	clusterCache := cache.NewClusterCache(config, cache.SetLogr(logr.Discard()), cache.SetPopulateResourceInfoHandler(mark))
	if err := clusterCache.EnsureSynced(); err != nil {
		return err
	}
	results, err := synchronize(filepath.Base(folder), config, clusterCache, target, timeout,
		sync.WithPrune(prune), sync.WithLogr(logr.Discard()), sync.WithHealthOverride(health), sync.WithSyncWaveHook(tellWave),
		sync.WithServerSideApply(true), sync.WithServerSideApplyManager("argocd-controller"))
	return report(results, err)
}

// Goes on until the operation is over, each time from what there is by then: as the controller of applications does.
func synchronize(application string, config *rest.Config, live cache.ClusterCache, target []*unstructured.Unstructured, timeout time.Duration, options ...sync.SyncOpt) ([]common.ResourceSyncResult, error) {
	kubectl := &kube.KubectlCmd{Log: logr.Discard(), Tracer: tracing.NopTracer{}}
	started := metav1.Now()
	phase, message := common.OperationRunning, ""
	var results []common.ResourceSyncResult
	for !phase.Completed() {
		if time.Since(started.Time) > timeout {
			return results, fmt.Errorf("timed out: %s", message)
		}
		managed, err := live.GetManagedLiveObjs(target, managedBy(application))
		if err != nil {
			return results, err
		}
		from := sync.WithInitialState(phase, message, results, started)
		operation, done, err := sync.NewSyncContext("revision", sync.Reconcile(target, managed, "default", live), config, config, kubectl, "default", append(options, from)...)
		if err != nil {
			return results, err
		}
		operation.Sync()
		phase, message, results = operation.GetState()
		done()
		time.Sleep(period)
	}
	if phase != common.OperationSucceeded {
		return results, fmt.Errorf("%s: %s", phase, message)
	}
	return results, nil
}

func report(results []common.ResourceSyncResult, err error) error {
	failed := 0
	for _, result := range results {
		if result.Status == common.ResultCodeSyncFailed {
			failed++
			fmt.Fprintf(os.Stderr, "%s: %s\n", result.ResourceKey.String(), result.Message)
		}
		if err != nil && result.HookPhase == common.OperationRunning {
			fmt.Fprintf(os.Stderr, "%s: not healthy: %s\n", result.ResourceKey.String(), result.Message)
		}
		print(map[string]any{"resource": result.ResourceKey.String(), "status": result.Status, "message": result.Message})
	}
	if err == nil && failed > 0 {
		return fmt.Errorf("%d resources were not synchronized", failed)
	}
	return err
}

func tellWave(phase common.SyncPhase, wave int, isLast bool) error {
	print(map[string]any{"phase": phase, "wave": wave, "last": isLast})
	return nil
}

func print(line map[string]any) {
	text, _ := json.Marshal(line)
	fmt.Println(string(text))
}

func mark(object *unstructured.Unstructured, _ bool) (info any, cacheManifest bool) {
	tracked := object.GetAnnotations()[trackingID]
	return tracked, tracked != ""
}

func managedBy(application string) func(*cache.Resource) bool {
	return func(resource *cache.Resource) bool {
		tracked, _ := resource.Info.(string)
		return strings.HasPrefix(tracked, application+":")
	}
}

func readManifests(folder string) ([]*unstructured.Unstructured, error) {
	files, err := filepath.Glob(filepath.Join(folder, "[0-9]*.yaml"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("%s: no numbered files (%w)", folder, err)
	}
	var objects []*unstructured.Unstructured
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		inFile, err := kube.SplitYAML(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		objects = append(objects, inFile...)
	}
	for _, object := range objects {
		annotations := object.GetAnnotations()
		if annotations == nil {
			annotations = map[string]string{}
		}
		annotations[trackingID] = filepath.Base(folder) + ":" + object.GetKind() + ":" + object.GetNamespace() + "/" + object.GetName()
		object.SetAnnotations(annotations)
	}
	return objects, nil
}
