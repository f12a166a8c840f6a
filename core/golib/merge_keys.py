"""The built-in types of Kubernetes 1.16, as far as patches depend on them.

Written by docs/generate_merge_keys.py. `PACKAGES` says where the types of an API version's kinds are, `TYPES`
which fields a type has, as ``NAME=SHAPE`` words. A shape is a type's name, a letter for a simple one (``s`` string,
``b`` bool, ``i`` int32, ``l`` int64, ``f`` float64, ``y`` bytes), or either of them behind ``[]`` for a list and ``{}``
for a map. After it come ``~`` and the merge key (nothing for a list of simple values) where a list is merged, and ``!``
where keys are retained.
"""

from __future__ import annotations

PACKAGES: dict[str, str] = {
    "admissionregistration.k8s.io/v1": "admissionregistration.v1",
    "admissionregistration.k8s.io/v1beta1": "admissionregistration.v1beta1",
    "apps/v1": "apps.v1",
    "apps/v1beta1": "apps.v1beta1",
    "apps/v1beta2": "apps.v1beta2",
    "auditregistration.k8s.io/v1alpha1": "auditregistration.v1alpha1",
    "authentication.k8s.io/v1": "authentication.v1",
    "authentication.k8s.io/v1beta1": "authentication.v1beta1",
    "authorization.k8s.io/v1": "authorization.v1",
    "authorization.k8s.io/v1beta1": "authorization.v1beta1",
    "autoscaling/v1": "autoscaling.v1",
    "autoscaling/v2beta1": "autoscaling.v2beta1",
    "autoscaling/v2beta2": "autoscaling.v2beta2",
    "batch/v1": "batch.v1",
    "batch/v1beta1": "batch.v1beta1",
    "batch/v2alpha1": "batch.v2alpha1",
    "certificates.k8s.io/v1beta1": "certificates.v1beta1",
    "coordination.k8s.io/v1": "coordination.v1",
    "coordination.k8s.io/v1beta1": "coordination.v1beta1",
    "discovery.k8s.io/v1alpha1": "discovery.v1alpha1",
    "events.k8s.io/v1beta1": "events.v1beta1",
    "extensions/v1beta1": "extensions.v1beta1",
    "networking.k8s.io/v1": "networking.v1",
    "networking.k8s.io/v1beta1": "networking.v1beta1",
    "node.k8s.io/v1alpha1": "node.v1alpha1",
    "node.k8s.io/v1beta1": "node.v1beta1",
    "policy/v1beta1": "policy.v1beta1",
    "rbac.authorization.k8s.io/v1": "rbac.v1",
    "rbac.authorization.k8s.io/v1alpha1": "rbac.v1alpha1",
    "rbac.authorization.k8s.io/v1beta1": "rbac.v1beta1",
    "scheduling.k8s.io/v1": "scheduling.v1",
    "scheduling.k8s.io/v1alpha1": "scheduling.v1alpha1",
    "scheduling.k8s.io/v1beta1": "scheduling.v1beta1",
    "settings.k8s.io/v1alpha1": "settings.v1alpha1",
    "storage.k8s.io/v1": "storage.v1",
    "storage.k8s.io/v1alpha1": "storage.v1alpha1",
    "storage.k8s.io/v1beta1": "storage.v1beta1",
    "v1": "core.v1",
}

TYPES: dict[str, str] = {
    "admissionregistration.v1.MutatingWebhook": (
        "admissionReviewVersions=[]s clientConfig=admissionregistration.v1.WebhookClientConfig failurePolicy=s "
        "matchPolicy=s name=s namespaceSelector=meta.v1.LabelSelector objectSelector=meta.v1.LabelSelector "
        "reinvocationPolicy=s rules=[]admissionregistration.v1.RuleWithOperations sideEffects=s timeoutSeconds=i"
    ),
    "admissionregistration.v1.MutatingWebhookConfiguration": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta webhooks=[]admissionregistration.v1.MutatingWebhook~name"
    ),
    "admissionregistration.v1.RuleWithOperations": (
        "apiGroups=[]s apiVersions=[]s operations=[]s resources=[]s scope=s"
    ),
    "admissionregistration.v1.ServiceReference": (
        "name=s namespace=s path=s port=i"
    ),
    "admissionregistration.v1.ValidatingWebhook": (
        "admissionReviewVersions=[]s clientConfig=admissionregistration.v1.WebhookClientConfig failurePolicy=s "
        "matchPolicy=s name=s namespaceSelector=meta.v1.LabelSelector objectSelector=meta.v1.LabelSelector "
        "rules=[]admissionregistration.v1.RuleWithOperations sideEffects=s timeoutSeconds=i"
    ),
    "admissionregistration.v1.ValidatingWebhookConfiguration": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta "
        "webhooks=[]admissionregistration.v1.ValidatingWebhook~name"
    ),
    "admissionregistration.v1.WebhookClientConfig": (
        "caBundle=y service=admissionregistration.v1.ServiceReference url=s"
    ),
    "admissionregistration.v1beta1.MutatingWebhook": (
        "admissionReviewVersions=[]s clientConfig=admissionregistration.v1beta1.WebhookClientConfig "
        "failurePolicy=s matchPolicy=s name=s namespaceSelector=meta.v1.LabelSelector "
        "objectSelector=meta.v1.LabelSelector reinvocationPolicy=s "
        "rules=[]admissionregistration.v1beta1.RuleWithOperations sideEffects=s timeoutSeconds=i"
    ),
    "admissionregistration.v1beta1.MutatingWebhookConfiguration": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta "
        "webhooks=[]admissionregistration.v1beta1.MutatingWebhook~name"
    ),
    "admissionregistration.v1beta1.RuleWithOperations": (
        "apiGroups=[]s apiVersions=[]s operations=[]s resources=[]s scope=s"
    ),
    "admissionregistration.v1beta1.ServiceReference": (
        "name=s namespace=s path=s port=i"
    ),
    "admissionregistration.v1beta1.ValidatingWebhook": (
        "admissionReviewVersions=[]s clientConfig=admissionregistration.v1beta1.WebhookClientConfig "
        "failurePolicy=s matchPolicy=s name=s namespaceSelector=meta.v1.LabelSelector "
        "objectSelector=meta.v1.LabelSelector rules=[]admissionregistration.v1beta1.RuleWithOperations "
        "sideEffects=s timeoutSeconds=i"
    ),
    "admissionregistration.v1beta1.ValidatingWebhookConfiguration": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta "
        "webhooks=[]admissionregistration.v1beta1.ValidatingWebhook~name"
    ),
    "admissionregistration.v1beta1.WebhookClientConfig": (
        "caBundle=y service=admissionregistration.v1beta1.ServiceReference url=s"
    ),
    "apps.v1.ControllerRevision": (
        "apiVersion=s data=runtime.RawExtension kind=s metadata=meta.v1.ObjectMeta revision=l"
    ),
    "apps.v1.DaemonSet": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=apps.v1.DaemonSetSpec status=apps.v1.DaemonSetStatus"
    ),
    "apps.v1.DaemonSetCondition": (
        "lastTransitionTime=meta.v1.Time message=s reason=s status=s type=s"
    ),
    "apps.v1.DaemonSetSpec": (
        "minReadySeconds=i revisionHistoryLimit=i selector=meta.v1.LabelSelector template=core.v1.PodTemplateSpec "
        "updateStrategy=apps.v1.DaemonSetUpdateStrategy"
    ),
    "apps.v1.DaemonSetStatus": (
        "collisionCount=i conditions=[]apps.v1.DaemonSetCondition~type currentNumberScheduled=i "
        "desiredNumberScheduled=i numberAvailable=i numberMisscheduled=i numberReady=i numberUnavailable=i "
        "observedGeneration=l updatedNumberScheduled=i"
    ),
    "apps.v1.DaemonSetUpdateStrategy": (
        "rollingUpdate=apps.v1.RollingUpdateDaemonSet type=s"
    ),
    "apps.v1.Deployment": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=apps.v1.DeploymentSpec "
        "status=apps.v1.DeploymentStatus"
    ),
    "apps.v1.DeploymentCondition": (
        "lastTransitionTime=meta.v1.Time lastUpdateTime=meta.v1.Time message=s reason=s status=s type=s"
    ),
    "apps.v1.DeploymentSpec": (
        "minReadySeconds=i paused=b progressDeadlineSeconds=i replicas=i revisionHistoryLimit=i "
        "selector=meta.v1.LabelSelector strategy=apps.v1.DeploymentStrategy! template=core.v1.PodTemplateSpec"
    ),
    "apps.v1.DeploymentStatus": (
        "availableReplicas=i collisionCount=i conditions=[]apps.v1.DeploymentCondition~type observedGeneration=l "
        "readyReplicas=i replicas=i unavailableReplicas=i updatedReplicas=i"
    ),
    "apps.v1.DeploymentStrategy": (
        "rollingUpdate=apps.v1.RollingUpdateDeployment type=s"
    ),
    "apps.v1.ReplicaSet": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=apps.v1.ReplicaSetSpec "
        "status=apps.v1.ReplicaSetStatus"
    ),
    "apps.v1.ReplicaSetCondition": (
        "lastTransitionTime=meta.v1.Time message=s reason=s status=s type=s"
    ),
    "apps.v1.ReplicaSetSpec": (
        "minReadySeconds=i replicas=i selector=meta.v1.LabelSelector template=core.v1.PodTemplateSpec"
    ),
    "apps.v1.ReplicaSetStatus": (
        "availableReplicas=i conditions=[]apps.v1.ReplicaSetCondition~type fullyLabeledReplicas=i "
        "observedGeneration=l readyReplicas=i replicas=i"
    ),
    "apps.v1.RollingUpdateDaemonSet": (
        "maxUnavailable=util.intstr.IntOrString"
    ),
    "apps.v1.RollingUpdateDeployment": (
        "maxSurge=util.intstr.IntOrString maxUnavailable=util.intstr.IntOrString"
    ),
    "apps.v1.RollingUpdateStatefulSetStrategy": (
        "partition=i"
    ),
    "apps.v1.StatefulSet": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=apps.v1.StatefulSetSpec "
        "status=apps.v1.StatefulSetStatus"
    ),
    "apps.v1.StatefulSetCondition": (
        "lastTransitionTime=meta.v1.Time message=s reason=s status=s type=s"
    ),
    "apps.v1.StatefulSetSpec": (
        "podManagementPolicy=s replicas=i revisionHistoryLimit=i selector=meta.v1.LabelSelector serviceName=s "
        "template=core.v1.PodTemplateSpec updateStrategy=apps.v1.StatefulSetUpdateStrategy "
        "volumeClaimTemplates=[]core.v1.PersistentVolumeClaim"
    ),
    "apps.v1.StatefulSetStatus": (
        "collisionCount=i conditions=[]apps.v1.StatefulSetCondition~type currentReplicas=i currentRevision=s "
        "observedGeneration=l readyReplicas=i replicas=i updateRevision=s updatedReplicas=i"
    ),
    "apps.v1.StatefulSetUpdateStrategy": (
        "rollingUpdate=apps.v1.RollingUpdateStatefulSetStrategy type=s"
    ),
    "apps.v1beta1.ControllerRevision": (
        "apiVersion=s data=runtime.RawExtension kind=s metadata=meta.v1.ObjectMeta revision=l"
    ),
    "apps.v1beta1.Deployment": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=apps.v1beta1.DeploymentSpec "
        "status=apps.v1beta1.DeploymentStatus"
    ),
    "apps.v1beta1.DeploymentCondition": (
        "lastTransitionTime=meta.v1.Time lastUpdateTime=meta.v1.Time message=s reason=s status=s type=s"
    ),
    "apps.v1beta1.DeploymentSpec": (
        "minReadySeconds=i paused=b progressDeadlineSeconds=i replicas=i revisionHistoryLimit=i "
        "rollbackTo=apps.v1beta1.RollbackConfig selector=meta.v1.LabelSelector "
        "strategy=apps.v1beta1.DeploymentStrategy! template=core.v1.PodTemplateSpec"
    ),
    "apps.v1beta1.DeploymentStatus": (
        "availableReplicas=i collisionCount=i conditions=[]apps.v1beta1.DeploymentCondition~type "
        "observedGeneration=l readyReplicas=i replicas=i unavailableReplicas=i updatedReplicas=i"
    ),
    "apps.v1beta1.DeploymentStrategy": (
        "rollingUpdate=apps.v1beta1.RollingUpdateDeployment type=s"
    ),
    "apps.v1beta1.RollbackConfig": (
        "revision=l"
    ),
    "apps.v1beta1.RollingUpdateDeployment": (
        "maxSurge=util.intstr.IntOrString maxUnavailable=util.intstr.IntOrString"
    ),
    "apps.v1beta1.RollingUpdateStatefulSetStrategy": (
        "partition=i"
    ),
    "apps.v1beta1.Scale": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=apps.v1beta1.ScaleSpec "
        "status=apps.v1beta1.ScaleStatus"
    ),
    "apps.v1beta1.ScaleSpec": (
        "replicas=i"
    ),
    "apps.v1beta1.ScaleStatus": (
        "replicas=i selector={}s targetSelector=s"
    ),
    "apps.v1beta1.StatefulSet": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=apps.v1beta1.StatefulSetSpec "
        "status=apps.v1beta1.StatefulSetStatus"
    ),
    "apps.v1beta1.StatefulSetCondition": (
        "lastTransitionTime=meta.v1.Time message=s reason=s status=s type=s"
    ),
    "apps.v1beta1.StatefulSetSpec": (
        "podManagementPolicy=s replicas=i revisionHistoryLimit=i selector=meta.v1.LabelSelector serviceName=s "
        "template=core.v1.PodTemplateSpec updateStrategy=apps.v1beta1.StatefulSetUpdateStrategy "
        "volumeClaimTemplates=[]core.v1.PersistentVolumeClaim"
    ),
    "apps.v1beta1.StatefulSetStatus": (
        "collisionCount=i conditions=[]apps.v1beta1.StatefulSetCondition~type currentReplicas=i currentRevision=s "
        "observedGeneration=l readyReplicas=i replicas=i updateRevision=s updatedReplicas=i"
    ),
    "apps.v1beta1.StatefulSetUpdateStrategy": (
        "rollingUpdate=apps.v1beta1.RollingUpdateStatefulSetStrategy type=s"
    ),
    "apps.v1beta2.ControllerRevision": (
        "apiVersion=s data=runtime.RawExtension kind=s metadata=meta.v1.ObjectMeta revision=l"
    ),
    "apps.v1beta2.DaemonSet": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=apps.v1beta2.DaemonSetSpec "
        "status=apps.v1beta2.DaemonSetStatus"
    ),
    "apps.v1beta2.DaemonSetCondition": (
        "lastTransitionTime=meta.v1.Time message=s reason=s status=s type=s"
    ),
    "apps.v1beta2.DaemonSetSpec": (
        "minReadySeconds=i revisionHistoryLimit=i selector=meta.v1.LabelSelector template=core.v1.PodTemplateSpec "
        "updateStrategy=apps.v1beta2.DaemonSetUpdateStrategy"
    ),
    "apps.v1beta2.DaemonSetStatus": (
        "collisionCount=i conditions=[]apps.v1beta2.DaemonSetCondition~type currentNumberScheduled=i "
        "desiredNumberScheduled=i numberAvailable=i numberMisscheduled=i numberReady=i numberUnavailable=i "
        "observedGeneration=l updatedNumberScheduled=i"
    ),
    "apps.v1beta2.DaemonSetUpdateStrategy": (
        "rollingUpdate=apps.v1beta2.RollingUpdateDaemonSet type=s"
    ),
    "apps.v1beta2.Deployment": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=apps.v1beta2.DeploymentSpec "
        "status=apps.v1beta2.DeploymentStatus"
    ),
    "apps.v1beta2.DeploymentCondition": (
        "lastTransitionTime=meta.v1.Time lastUpdateTime=meta.v1.Time message=s reason=s status=s type=s"
    ),
    "apps.v1beta2.DeploymentSpec": (
        "minReadySeconds=i paused=b progressDeadlineSeconds=i replicas=i revisionHistoryLimit=i "
        "selector=meta.v1.LabelSelector strategy=apps.v1beta2.DeploymentStrategy! template=core.v1.PodTemplateSpec"
    ),
    "apps.v1beta2.DeploymentStatus": (
        "availableReplicas=i collisionCount=i conditions=[]apps.v1beta2.DeploymentCondition~type "
        "observedGeneration=l readyReplicas=i replicas=i unavailableReplicas=i updatedReplicas=i"
    ),
    "apps.v1beta2.DeploymentStrategy": (
        "rollingUpdate=apps.v1beta2.RollingUpdateDeployment type=s"
    ),
    "apps.v1beta2.ReplicaSet": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=apps.v1beta2.ReplicaSetSpec "
        "status=apps.v1beta2.ReplicaSetStatus"
    ),
    "apps.v1beta2.ReplicaSetCondition": (
        "lastTransitionTime=meta.v1.Time message=s reason=s status=s type=s"
    ),
    "apps.v1beta2.ReplicaSetSpec": (
        "minReadySeconds=i replicas=i selector=meta.v1.LabelSelector template=core.v1.PodTemplateSpec"
    ),
    "apps.v1beta2.ReplicaSetStatus": (
        "availableReplicas=i conditions=[]apps.v1beta2.ReplicaSetCondition~type fullyLabeledReplicas=i "
        "observedGeneration=l readyReplicas=i replicas=i"
    ),
    "apps.v1beta2.RollingUpdateDaemonSet": (
        "maxUnavailable=util.intstr.IntOrString"
    ),
    "apps.v1beta2.RollingUpdateDeployment": (
        "maxSurge=util.intstr.IntOrString maxUnavailable=util.intstr.IntOrString"
    ),
    "apps.v1beta2.RollingUpdateStatefulSetStrategy": (
        "partition=i"
    ),
    "apps.v1beta2.Scale": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=apps.v1beta2.ScaleSpec "
        "status=apps.v1beta2.ScaleStatus"
    ),
    "apps.v1beta2.ScaleSpec": (
        "replicas=i"
    ),
    "apps.v1beta2.ScaleStatus": (
        "replicas=i selector={}s targetSelector=s"
    ),
    "apps.v1beta2.StatefulSet": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=apps.v1beta2.StatefulSetSpec "
        "status=apps.v1beta2.StatefulSetStatus"
    ),
    "apps.v1beta2.StatefulSetCondition": (
        "lastTransitionTime=meta.v1.Time message=s reason=s status=s type=s"
    ),
    "apps.v1beta2.StatefulSetSpec": (
        "podManagementPolicy=s replicas=i revisionHistoryLimit=i selector=meta.v1.LabelSelector serviceName=s "
        "template=core.v1.PodTemplateSpec updateStrategy=apps.v1beta2.StatefulSetUpdateStrategy "
        "volumeClaimTemplates=[]core.v1.PersistentVolumeClaim"
    ),
    "apps.v1beta2.StatefulSetStatus": (
        "collisionCount=i conditions=[]apps.v1beta2.StatefulSetCondition~type currentReplicas=i currentRevision=s "
        "observedGeneration=l readyReplicas=i replicas=i updateRevision=s updatedReplicas=i"
    ),
    "apps.v1beta2.StatefulSetUpdateStrategy": (
        "rollingUpdate=apps.v1beta2.RollingUpdateStatefulSetStrategy type=s"
    ),
    "auditregistration.v1alpha1.AuditSink": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=auditregistration.v1alpha1.AuditSinkSpec"
    ),
    "auditregistration.v1alpha1.AuditSinkSpec": (
        "policy=auditregistration.v1alpha1.Policy webhook=auditregistration.v1alpha1.Webhook"
    ),
    "auditregistration.v1alpha1.Policy": (
        "level=s stages=[]s"
    ),
    "auditregistration.v1alpha1.ServiceReference": (
        "name=s namespace=s path=s port=i"
    ),
    "auditregistration.v1alpha1.Webhook": (
        "clientConfig=auditregistration.v1alpha1.WebhookClientConfig "
        "throttle=auditregistration.v1alpha1.WebhookThrottleConfig"
    ),
    "auditregistration.v1alpha1.WebhookClientConfig": (
        "caBundle=y service=auditregistration.v1alpha1.ServiceReference url=s"
    ),
    "auditregistration.v1alpha1.WebhookThrottleConfig": (
        "burst=l qps=l"
    ),
    "authentication.v1.BoundObjectReference": (
        "apiVersion=s kind=s name=s uid=s"
    ),
    "authentication.v1.TokenRequest": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=authentication.v1.TokenRequestSpec "
        "status=authentication.v1.TokenRequestStatus"
    ),
    "authentication.v1.TokenRequestSpec": (
        "audiences=[]s boundObjectRef=authentication.v1.BoundObjectReference expirationSeconds=l"
    ),
    "authentication.v1.TokenRequestStatus": (
        "expirationTimestamp=meta.v1.Time token=s"
    ),
    "authentication.v1.TokenReview": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=authentication.v1.TokenReviewSpec "
        "status=authentication.v1.TokenReviewStatus"
    ),
    "authentication.v1.TokenReviewSpec": (
        "audiences=[]s token=s"
    ),
    "authentication.v1.TokenReviewStatus": (
        "audiences=[]s authenticated=b error=s user=authentication.v1.UserInfo"
    ),
    "authentication.v1.UserInfo": (
        "extra={}[]s groups=[]s uid=s username=s"
    ),
    "authentication.v1beta1.TokenReview": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=authentication.v1beta1.TokenReviewSpec "
        "status=authentication.v1beta1.TokenReviewStatus"
    ),
    "authentication.v1beta1.TokenReviewSpec": (
        "audiences=[]s token=s"
    ),
    "authentication.v1beta1.TokenReviewStatus": (
        "audiences=[]s authenticated=b error=s user=authentication.v1beta1.UserInfo"
    ),
    "authentication.v1beta1.UserInfo": (
        "extra={}[]s groups=[]s uid=s username=s"
    ),
    "authorization.v1.LocalSubjectAccessReview": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=authorization.v1.SubjectAccessReviewSpec "
        "status=authorization.v1.SubjectAccessReviewStatus"
    ),
    "authorization.v1.NonResourceAttributes": (
        "path=s verb=s"
    ),
    "authorization.v1.NonResourceRule": (
        "nonResourceURLs=[]s verbs=[]s"
    ),
    "authorization.v1.ResourceAttributes": (
        "group=s name=s namespace=s resource=s subresource=s verb=s version=s"
    ),
    "authorization.v1.ResourceRule": (
        "apiGroups=[]s resourceNames=[]s resources=[]s verbs=[]s"
    ),
    "authorization.v1.SelfSubjectAccessReview": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=authorization.v1.SelfSubjectAccessReviewSpec "
        "status=authorization.v1.SubjectAccessReviewStatus"
    ),
    "authorization.v1.SelfSubjectAccessReviewSpec": (
        "nonResourceAttributes=authorization.v1.NonResourceAttributes "
        "resourceAttributes=authorization.v1.ResourceAttributes"
    ),
    "authorization.v1.SelfSubjectRulesReview": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=authorization.v1.SelfSubjectRulesReviewSpec "
        "status=authorization.v1.SubjectRulesReviewStatus"
    ),
    "authorization.v1.SelfSubjectRulesReviewSpec": (
        "namespace=s"
    ),
    "authorization.v1.SubjectAccessReview": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=authorization.v1.SubjectAccessReviewSpec "
        "status=authorization.v1.SubjectAccessReviewStatus"
    ),
    "authorization.v1.SubjectAccessReviewSpec": (
        "extra={}[]s groups=[]s nonResourceAttributes=authorization.v1.NonResourceAttributes "
        "resourceAttributes=authorization.v1.ResourceAttributes uid=s user=s"
    ),
    "authorization.v1.SubjectAccessReviewStatus": (
        "allowed=b denied=b evaluationError=s reason=s"
    ),
    "authorization.v1.SubjectRulesReviewStatus": (
        "evaluationError=s incomplete=b nonResourceRules=[]authorization.v1.NonResourceRule "
        "resourceRules=[]authorization.v1.ResourceRule"
    ),
    "authorization.v1beta1.LocalSubjectAccessReview": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=authorization.v1beta1.SubjectAccessReviewSpec "
        "status=authorization.v1beta1.SubjectAccessReviewStatus"
    ),
    "authorization.v1beta1.NonResourceAttributes": (
        "path=s verb=s"
    ),
    "authorization.v1beta1.NonResourceRule": (
        "nonResourceURLs=[]s verbs=[]s"
    ),
    "authorization.v1beta1.ResourceAttributes": (
        "group=s name=s namespace=s resource=s subresource=s verb=s version=s"
    ),
    "authorization.v1beta1.ResourceRule": (
        "apiGroups=[]s resourceNames=[]s resources=[]s verbs=[]s"
    ),
    "authorization.v1beta1.SelfSubjectAccessReview": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=authorization.v1beta1.SelfSubjectAccessReviewSpec "
        "status=authorization.v1beta1.SubjectAccessReviewStatus"
    ),
    "authorization.v1beta1.SelfSubjectAccessReviewSpec": (
        "nonResourceAttributes=authorization.v1beta1.NonResourceAttributes "
        "resourceAttributes=authorization.v1beta1.ResourceAttributes"
    ),
    "authorization.v1beta1.SelfSubjectRulesReview": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=authorization.v1beta1.SelfSubjectRulesReviewSpec "
        "status=authorization.v1beta1.SubjectRulesReviewStatus"
    ),
    "authorization.v1beta1.SelfSubjectRulesReviewSpec": (
        "namespace=s"
    ),
    "authorization.v1beta1.SubjectAccessReview": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=authorization.v1beta1.SubjectAccessReviewSpec "
        "status=authorization.v1beta1.SubjectAccessReviewStatus"
    ),
    "authorization.v1beta1.SubjectAccessReviewSpec": (
        "extra={}[]s group=[]s nonResourceAttributes=authorization.v1beta1.NonResourceAttributes "
        "resourceAttributes=authorization.v1beta1.ResourceAttributes uid=s user=s"
    ),
    "authorization.v1beta1.SubjectAccessReviewStatus": (
        "allowed=b denied=b evaluationError=s reason=s"
    ),
    "authorization.v1beta1.SubjectRulesReviewStatus": (
        "evaluationError=s incomplete=b nonResourceRules=[]authorization.v1beta1.NonResourceRule "
        "resourceRules=[]authorization.v1beta1.ResourceRule"
    ),
    "autoscaling.v1.CrossVersionObjectReference": (
        "apiVersion=s kind=s name=s"
    ),
    "autoscaling.v1.HorizontalPodAutoscaler": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=autoscaling.v1.HorizontalPodAutoscalerSpec "
        "status=autoscaling.v1.HorizontalPodAutoscalerStatus"
    ),
    "autoscaling.v1.HorizontalPodAutoscalerSpec": (
        "maxReplicas=i minReplicas=i scaleTargetRef=autoscaling.v1.CrossVersionObjectReference "
        "targetCPUUtilizationPercentage=i"
    ),
    "autoscaling.v1.HorizontalPodAutoscalerStatus": (
        "currentCPUUtilizationPercentage=i currentReplicas=i desiredReplicas=i lastScaleTime=meta.v1.Time "
        "observedGeneration=l"
    ),
    "autoscaling.v1.Scale": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=autoscaling.v1.ScaleSpec "
        "status=autoscaling.v1.ScaleStatus"
    ),
    "autoscaling.v1.ScaleSpec": (
        "replicas=i"
    ),
    "autoscaling.v1.ScaleStatus": (
        "replicas=i selector=s"
    ),
    "autoscaling.v2beta1.CrossVersionObjectReference": (
        "apiVersion=s kind=s name=s"
    ),
    "autoscaling.v2beta1.ExternalMetricSource": (
        "metricName=s metricSelector=meta.v1.LabelSelector targetAverageValue=api.resource.Quantity "
        "targetValue=api.resource.Quantity"
    ),
    "autoscaling.v2beta1.ExternalMetricStatus": (
        "currentAverageValue=api.resource.Quantity currentValue=api.resource.Quantity metricName=s "
        "metricSelector=meta.v1.LabelSelector"
    ),
    "autoscaling.v2beta1.HorizontalPodAutoscaler": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=autoscaling.v2beta1.HorizontalPodAutoscalerSpec "
        "status=autoscaling.v2beta1.HorizontalPodAutoscalerStatus"
    ),
    "autoscaling.v2beta1.HorizontalPodAutoscalerCondition": (
        "lastTransitionTime=meta.v1.Time message=s reason=s status=s type=s"
    ),
    "autoscaling.v2beta1.HorizontalPodAutoscalerSpec": (
        "maxReplicas=i metrics=[]autoscaling.v2beta1.MetricSpec minReplicas=i "
        "scaleTargetRef=autoscaling.v2beta1.CrossVersionObjectReference"
    ),
    "autoscaling.v2beta1.HorizontalPodAutoscalerStatus": (
        "conditions=[]autoscaling.v2beta1.HorizontalPodAutoscalerCondition "
        "currentMetrics=[]autoscaling.v2beta1.MetricStatus currentReplicas=i desiredReplicas=i "
        "lastScaleTime=meta.v1.Time observedGeneration=l"
    ),
    "autoscaling.v2beta1.MetricSpec": (
        "external=autoscaling.v2beta1.ExternalMetricSource object=autoscaling.v2beta1.ObjectMetricSource "
        "pods=autoscaling.v2beta1.PodsMetricSource resource=autoscaling.v2beta1.ResourceMetricSource type=s"
    ),
    "autoscaling.v2beta1.MetricStatus": (
        "external=autoscaling.v2beta1.ExternalMetricStatus object=autoscaling.v2beta1.ObjectMetricStatus "
        "pods=autoscaling.v2beta1.PodsMetricStatus resource=autoscaling.v2beta1.ResourceMetricStatus type=s"
    ),
    "autoscaling.v2beta1.ObjectMetricSource": (
        "averageValue=api.resource.Quantity metricName=s selector=meta.v1.LabelSelector "
        "target=autoscaling.v2beta1.CrossVersionObjectReference targetValue=api.resource.Quantity"
    ),
    "autoscaling.v2beta1.ObjectMetricStatus": (
        "averageValue=api.resource.Quantity currentValue=api.resource.Quantity metricName=s "
        "selector=meta.v1.LabelSelector target=autoscaling.v2beta1.CrossVersionObjectReference"
    ),
    "autoscaling.v2beta1.PodsMetricSource": (
        "metricName=s selector=meta.v1.LabelSelector targetAverageValue=api.resource.Quantity"
    ),
    "autoscaling.v2beta1.PodsMetricStatus": (
        "currentAverageValue=api.resource.Quantity metricName=s selector=meta.v1.LabelSelector"
    ),
    "autoscaling.v2beta1.ResourceMetricSource": (
        "name=s targetAverageUtilization=i targetAverageValue=api.resource.Quantity"
    ),
    "autoscaling.v2beta1.ResourceMetricStatus": (
        "currentAverageUtilization=i currentAverageValue=api.resource.Quantity name=s"
    ),
    "autoscaling.v2beta2.CrossVersionObjectReference": (
        "apiVersion=s kind=s name=s"
    ),
    "autoscaling.v2beta2.ExternalMetricSource": (
        "metric=autoscaling.v2beta2.MetricIdentifier target=autoscaling.v2beta2.MetricTarget"
    ),
    "autoscaling.v2beta2.ExternalMetricStatus": (
        "current=autoscaling.v2beta2.MetricValueStatus metric=autoscaling.v2beta2.MetricIdentifier"
    ),
    "autoscaling.v2beta2.HorizontalPodAutoscaler": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=autoscaling.v2beta2.HorizontalPodAutoscalerSpec "
        "status=autoscaling.v2beta2.HorizontalPodAutoscalerStatus"
    ),
    "autoscaling.v2beta2.HorizontalPodAutoscalerCondition": (
        "lastTransitionTime=meta.v1.Time message=s reason=s status=s type=s"
    ),
    "autoscaling.v2beta2.HorizontalPodAutoscalerSpec": (
        "maxReplicas=i metrics=[]autoscaling.v2beta2.MetricSpec minReplicas=i "
        "scaleTargetRef=autoscaling.v2beta2.CrossVersionObjectReference"
    ),
    "autoscaling.v2beta2.HorizontalPodAutoscalerStatus": (
        "conditions=[]autoscaling.v2beta2.HorizontalPodAutoscalerCondition "
        "currentMetrics=[]autoscaling.v2beta2.MetricStatus currentReplicas=i desiredReplicas=i "
        "lastScaleTime=meta.v1.Time observedGeneration=l"
    ),
    "autoscaling.v2beta2.MetricIdentifier": (
        "name=s selector=meta.v1.LabelSelector"
    ),
    "autoscaling.v2beta2.MetricSpec": (
        "external=autoscaling.v2beta2.ExternalMetricSource object=autoscaling.v2beta2.ObjectMetricSource "
        "pods=autoscaling.v2beta2.PodsMetricSource resource=autoscaling.v2beta2.ResourceMetricSource type=s"
    ),
    "autoscaling.v2beta2.MetricStatus": (
        "external=autoscaling.v2beta2.ExternalMetricStatus object=autoscaling.v2beta2.ObjectMetricStatus "
        "pods=autoscaling.v2beta2.PodsMetricStatus resource=autoscaling.v2beta2.ResourceMetricStatus type=s"
    ),
    "autoscaling.v2beta2.MetricTarget": (
        "averageUtilization=i averageValue=api.resource.Quantity type=s value=api.resource.Quantity"
    ),
    "autoscaling.v2beta2.MetricValueStatus": (
        "averageUtilization=i averageValue=api.resource.Quantity value=api.resource.Quantity"
    ),
    "autoscaling.v2beta2.ObjectMetricSource": (
        "describedObject=autoscaling.v2beta2.CrossVersionObjectReference "
        "metric=autoscaling.v2beta2.MetricIdentifier target=autoscaling.v2beta2.MetricTarget"
    ),
    "autoscaling.v2beta2.ObjectMetricStatus": (
        "current=autoscaling.v2beta2.MetricValueStatus "
        "describedObject=autoscaling.v2beta2.CrossVersionObjectReference "
        "metric=autoscaling.v2beta2.MetricIdentifier"
    ),
    "autoscaling.v2beta2.PodsMetricSource": (
        "metric=autoscaling.v2beta2.MetricIdentifier target=autoscaling.v2beta2.MetricTarget"
    ),
    "autoscaling.v2beta2.PodsMetricStatus": (
        "current=autoscaling.v2beta2.MetricValueStatus metric=autoscaling.v2beta2.MetricIdentifier"
    ),
    "autoscaling.v2beta2.ResourceMetricSource": (
        "name=s target=autoscaling.v2beta2.MetricTarget"
    ),
    "autoscaling.v2beta2.ResourceMetricStatus": (
        "current=autoscaling.v2beta2.MetricValueStatus name=s"
    ),
    "batch.v1.Job": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=batch.v1.JobSpec status=batch.v1.JobStatus"
    ),
    "batch.v1.JobCondition": (
        "lastProbeTime=meta.v1.Time lastTransitionTime=meta.v1.Time message=s reason=s status=s type=s"
    ),
    "batch.v1.JobSpec": (
        "activeDeadlineSeconds=l backoffLimit=i completions=i manualSelector=b parallelism=i "
        "selector=meta.v1.LabelSelector template=core.v1.PodTemplateSpec ttlSecondsAfterFinished=i"
    ),
    "batch.v1.JobStatus": (
        "active=i completionTime=meta.v1.Time conditions=[]batch.v1.JobCondition~type failed=i "
        "startTime=meta.v1.Time succeeded=i"
    ),
    "batch.v1beta1.CronJob": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=batch.v1beta1.CronJobSpec "
        "status=batch.v1beta1.CronJobStatus"
    ),
    "batch.v1beta1.CronJobSpec": (
        "concurrencyPolicy=s failedJobsHistoryLimit=i jobTemplate=batch.v1beta1.JobTemplateSpec schedule=s "
        "startingDeadlineSeconds=l successfulJobsHistoryLimit=i suspend=b"
    ),
    "batch.v1beta1.CronJobStatus": (
        "active=[]core.v1.ObjectReference lastScheduleTime=meta.v1.Time"
    ),
    "batch.v1beta1.JobTemplateSpec": (
        "metadata=meta.v1.ObjectMeta spec=batch.v1.JobSpec"
    ),
    "batch.v2alpha1.CronJob": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=batch.v2alpha1.CronJobSpec "
        "status=batch.v2alpha1.CronJobStatus"
    ),
    "batch.v2alpha1.CronJobSpec": (
        "concurrencyPolicy=s failedJobsHistoryLimit=i jobTemplate=batch.v2alpha1.JobTemplateSpec schedule=s "
        "startingDeadlineSeconds=l successfulJobsHistoryLimit=i suspend=b"
    ),
    "batch.v2alpha1.CronJobStatus": (
        "active=[]core.v1.ObjectReference lastScheduleTime=meta.v1.Time"
    ),
    "batch.v2alpha1.JobTemplateSpec": (
        "metadata=meta.v1.ObjectMeta spec=batch.v1.JobSpec"
    ),
    "certificates.v1beta1.CertificateSigningRequest": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=certificates.v1beta1.CertificateSigningRequestSpec "
        "status=certificates.v1beta1.CertificateSigningRequestStatus"
    ),
    "certificates.v1beta1.CertificateSigningRequestCondition": (
        "lastUpdateTime=meta.v1.Time message=s reason=s type=s"
    ),
    "certificates.v1beta1.CertificateSigningRequestSpec": (
        "extra={}[]s groups=[]s request=y uid=s usages=[]s username=s"
    ),
    "certificates.v1beta1.CertificateSigningRequestStatus": (
        "certificate=y conditions=[]certificates.v1beta1.CertificateSigningRequestCondition"
    ),
    "coordination.v1.Lease": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=coordination.v1.LeaseSpec"
    ),
    "coordination.v1.LeaseSpec": (
        "acquireTime=meta.v1.MicroTime holderIdentity=s leaseDurationSeconds=i leaseTransitions=i "
        "renewTime=meta.v1.MicroTime"
    ),
    "coordination.v1beta1.Lease": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=coordination.v1beta1.LeaseSpec"
    ),
    "coordination.v1beta1.LeaseSpec": (
        "acquireTime=meta.v1.MicroTime holderIdentity=s leaseDurationSeconds=i leaseTransitions=i "
        "renewTime=meta.v1.MicroTime"
    ),
    "core.v1.AWSElasticBlockStoreVolumeSource": (
        "fsType=s partition=i readOnly=b volumeID=s"
    ),
    "core.v1.Affinity": (
        "nodeAffinity=core.v1.NodeAffinity podAffinity=core.v1.PodAffinity podAntiAffinity=core.v1.PodAntiAffinity"
    ),
    "core.v1.AttachedVolume": (
        "devicePath=s name=s"
    ),
    "core.v1.AzureDiskVolumeSource": (
        "cachingMode=s diskName=s diskURI=s fsType=s kind=s readOnly=b"
    ),
    "core.v1.AzureFilePersistentVolumeSource": (
        "readOnly=b secretName=s secretNamespace=s shareName=s"
    ),
    "core.v1.AzureFileVolumeSource": (
        "readOnly=b secretName=s shareName=s"
    ),
    "core.v1.Binding": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta target=core.v1.ObjectReference"
    ),
    "core.v1.CSIPersistentVolumeSource": (
        "controllerExpandSecretRef=core.v1.SecretReference controllerPublishSecretRef=core.v1.SecretReference "
        "driver=s fsType=s nodePublishSecretRef=core.v1.SecretReference nodeStageSecretRef=core.v1.SecretReference "
        "readOnly=b volumeAttributes={}s volumeHandle=s"
    ),
    "core.v1.CSIVolumeSource": (
        "driver=s fsType=s nodePublishSecretRef=core.v1.LocalObjectReference readOnly=b volumeAttributes={}s"
    ),
    "core.v1.Capabilities": (
        "add=[]s drop=[]s"
    ),
    "core.v1.CephFSPersistentVolumeSource": (
        "monitors=[]s path=s readOnly=b secretFile=s secretRef=core.v1.SecretReference user=s"
    ),
    "core.v1.CephFSVolumeSource": (
        "monitors=[]s path=s readOnly=b secretFile=s secretRef=core.v1.LocalObjectReference user=s"
    ),
    "core.v1.CinderPersistentVolumeSource": (
        "fsType=s readOnly=b secretRef=core.v1.SecretReference volumeID=s"
    ),
    "core.v1.CinderVolumeSource": (
        "fsType=s readOnly=b secretRef=core.v1.LocalObjectReference volumeID=s"
    ),
    "core.v1.ClientIPConfig": (
        "timeoutSeconds=i"
    ),
    "core.v1.ComponentCondition": (
        "error=s message=s status=s type=s"
    ),
    "core.v1.ComponentStatus": (
        "apiVersion=s conditions=[]core.v1.ComponentCondition~type kind=s metadata=meta.v1.ObjectMeta"
    ),
    "core.v1.ConfigMap": (
        "apiVersion=s binaryData={}y data={}s kind=s metadata=meta.v1.ObjectMeta"
    ),
    "core.v1.ConfigMapEnvSource": (
        "name=s optional=b"
    ),
    "core.v1.ConfigMapKeySelector": (
        "key=s name=s optional=b"
    ),
    "core.v1.ConfigMapNodeConfigSource": (
        "kubeletConfigKey=s name=s namespace=s resourceVersion=s uid=s"
    ),
    "core.v1.ConfigMapProjection": (
        "items=[]core.v1.KeyToPath name=s optional=b"
    ),
    "core.v1.ConfigMapVolumeSource": (
        "defaultMode=i items=[]core.v1.KeyToPath name=s optional=b"
    ),
    "core.v1.Container": (
        "args=[]s command=[]s env=[]core.v1.EnvVar~name envFrom=[]core.v1.EnvFromSource image=s imagePullPolicy=s "
        "lifecycle=core.v1.Lifecycle livenessProbe=core.v1.Probe name=s "
        "ports=[]core.v1.ContainerPort~containerPort readinessProbe=core.v1.Probe "
        "resources=core.v1.ResourceRequirements securityContext=core.v1.SecurityContext startupProbe=core.v1.Probe "
        "stdin=b stdinOnce=b terminationMessagePath=s terminationMessagePolicy=s tty=b "
        "volumeDevices=[]core.v1.VolumeDevice~devicePath volumeMounts=[]core.v1.VolumeMount~mountPath workingDir=s"
    ),
    "core.v1.ContainerImage": (
        "names=[]s sizeBytes=l"
    ),
    "core.v1.ContainerPort": (
        "containerPort=i hostIP=s hostPort=i name=s protocol=s"
    ),
    "core.v1.ContainerState": (
        "running=core.v1.ContainerStateRunning terminated=core.v1.ContainerStateTerminated "
        "waiting=core.v1.ContainerStateWaiting"
    ),
    "core.v1.ContainerStateRunning": (
        "startedAt=meta.v1.Time"
    ),
    "core.v1.ContainerStateTerminated": (
        "containerID=s exitCode=i finishedAt=meta.v1.Time message=s reason=s signal=i startedAt=meta.v1.Time"
    ),
    "core.v1.ContainerStateWaiting": (
        "message=s reason=s"
    ),
    "core.v1.ContainerStatus": (
        "containerID=s image=s imageID=s lastState=core.v1.ContainerState name=s ready=b restartCount=i started=b "
        "state=core.v1.ContainerState"
    ),
    "core.v1.DaemonEndpoint": (
        "Port=i"
    ),
    "core.v1.DownwardAPIProjection": (
        "items=[]core.v1.DownwardAPIVolumeFile"
    ),
    "core.v1.DownwardAPIVolumeFile": (
        "fieldRef=core.v1.ObjectFieldSelector mode=i path=s resourceFieldRef=core.v1.ResourceFieldSelector"
    ),
    "core.v1.DownwardAPIVolumeSource": (
        "defaultMode=i items=[]core.v1.DownwardAPIVolumeFile"
    ),
    "core.v1.EmptyDirVolumeSource": (
        "medium=s sizeLimit=api.resource.Quantity"
    ),
    "core.v1.EndpointAddress": (
        "hostname=s ip=s nodeName=s targetRef=core.v1.ObjectReference"
    ),
    "core.v1.EndpointPort": (
        "name=s port=i protocol=s"
    ),
    "core.v1.EndpointSubset": (
        "addresses=[]core.v1.EndpointAddress notReadyAddresses=[]core.v1.EndpointAddress "
        "ports=[]core.v1.EndpointPort"
    ),
    "core.v1.Endpoints": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta subsets=[]core.v1.EndpointSubset"
    ),
    "core.v1.EnvFromSource": (
        "configMapRef=core.v1.ConfigMapEnvSource prefix=s secretRef=core.v1.SecretEnvSource"
    ),
    "core.v1.EnvVar": (
        "name=s value=s valueFrom=core.v1.EnvVarSource"
    ),
    "core.v1.EnvVarSource": (
        "configMapKeyRef=core.v1.ConfigMapKeySelector fieldRef=core.v1.ObjectFieldSelector "
        "resourceFieldRef=core.v1.ResourceFieldSelector secretKeyRef=core.v1.SecretKeySelector"
    ),
    "core.v1.EphemeralContainer": (
        "args=[]s command=[]s env=[]core.v1.EnvVar~name envFrom=[]core.v1.EnvFromSource image=s imagePullPolicy=s "
        "lifecycle=core.v1.Lifecycle livenessProbe=core.v1.Probe name=s ports=[]core.v1.ContainerPort "
        "readinessProbe=core.v1.Probe resources=core.v1.ResourceRequirements "
        "securityContext=core.v1.SecurityContext startupProbe=core.v1.Probe stdin=b stdinOnce=b "
        "targetContainerName=s terminationMessagePath=s terminationMessagePolicy=s tty=b "
        "volumeDevices=[]core.v1.VolumeDevice~devicePath volumeMounts=[]core.v1.VolumeMount~mountPath workingDir=s"
    ),
    "core.v1.Event": (
        "action=s apiVersion=s count=i eventTime=meta.v1.MicroTime firstTimestamp=meta.v1.Time "
        "involvedObject=core.v1.ObjectReference kind=s lastTimestamp=meta.v1.Time message=s "
        "metadata=meta.v1.ObjectMeta reason=s related=core.v1.ObjectReference reportingComponent=s "
        "reportingInstance=s series=core.v1.EventSeries source=core.v1.EventSource type=s"
    ),
    "core.v1.EventSeries": (
        "count=i lastObservedTime=meta.v1.MicroTime state=s"
    ),
    "core.v1.EventSource": (
        "component=s host=s"
    ),
    "core.v1.ExecAction": (
        "command=[]s"
    ),
    "core.v1.FCVolumeSource": (
        "fsType=s lun=i readOnly=b targetWWNs=[]s wwids=[]s"
    ),
    "core.v1.FlexPersistentVolumeSource": (
        "driver=s fsType=s options={}s readOnly=b secretRef=core.v1.SecretReference"
    ),
    "core.v1.FlexVolumeSource": (
        "driver=s fsType=s options={}s readOnly=b secretRef=core.v1.LocalObjectReference"
    ),
    "core.v1.FlockerVolumeSource": (
        "datasetName=s datasetUUID=s"
    ),
    "core.v1.GCEPersistentDiskVolumeSource": (
        "fsType=s partition=i pdName=s readOnly=b"
    ),
    "core.v1.GitRepoVolumeSource": (
        "directory=s repository=s revision=s"
    ),
    "core.v1.GlusterfsPersistentVolumeSource": (
        "endpoints=s endpointsNamespace=s path=s readOnly=b"
    ),
    "core.v1.GlusterfsVolumeSource": (
        "endpoints=s path=s readOnly=b"
    ),
    "core.v1.HTTPGetAction": (
        "host=s httpHeaders=[]core.v1.HTTPHeader path=s port=util.intstr.IntOrString scheme=s"
    ),
    "core.v1.HTTPHeader": (
        "name=s value=s"
    ),
    "core.v1.Handler": (
        "exec=core.v1.ExecAction httpGet=core.v1.HTTPGetAction tcpSocket=core.v1.TCPSocketAction"
    ),
    "core.v1.HostAlias": (
        "hostnames=[]s ip=s"
    ),
    "core.v1.HostPathVolumeSource": (
        "path=s type=s"
    ),
    "core.v1.ISCSIPersistentVolumeSource": (
        "chapAuthDiscovery=b chapAuthSession=b fsType=s initiatorName=s iqn=s iscsiInterface=s lun=i portals=[]s "
        "readOnly=b secretRef=core.v1.SecretReference targetPortal=s"
    ),
    "core.v1.ISCSIVolumeSource": (
        "chapAuthDiscovery=b chapAuthSession=b fsType=s initiatorName=s iqn=s iscsiInterface=s lun=i portals=[]s "
        "readOnly=b secretRef=core.v1.LocalObjectReference targetPortal=s"
    ),
    "core.v1.KeyToPath": (
        "key=s mode=i path=s"
    ),
    "core.v1.Lifecycle": (
        "postStart=core.v1.Handler preStop=core.v1.Handler"
    ),
    "core.v1.LimitRange": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=core.v1.LimitRangeSpec"
    ),
    "core.v1.LimitRangeItem": (
        "default={}api.resource.Quantity defaultRequest={}api.resource.Quantity max={}api.resource.Quantity "
        "maxLimitRequestRatio={}api.resource.Quantity min={}api.resource.Quantity type=s"
    ),
    "core.v1.LimitRangeSpec": (
        "limits=[]core.v1.LimitRangeItem"
    ),
    "core.v1.LoadBalancerIngress": (
        "hostname=s ip=s"
    ),
    "core.v1.LoadBalancerStatus": (
        "ingress=[]core.v1.LoadBalancerIngress"
    ),
    "core.v1.LocalObjectReference": (
        "name=s"
    ),
    "core.v1.LocalVolumeSource": (
        "fsType=s path=s"
    ),
    "core.v1.NFSVolumeSource": (
        "path=s readOnly=b server=s"
    ),
    "core.v1.Namespace": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=core.v1.NamespaceSpec status=core.v1.NamespaceStatus"
    ),
    "core.v1.NamespaceCondition": (
        "lastTransitionTime=meta.v1.Time message=s reason=s status=s type=s"
    ),
    "core.v1.NamespaceSpec": (
        "finalizers=[]s"
    ),
    "core.v1.NamespaceStatus": (
        "conditions=[]core.v1.NamespaceCondition~type phase=s"
    ),
    "core.v1.Node": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=core.v1.NodeSpec status=core.v1.NodeStatus"
    ),
    "core.v1.NodeAddress": (
        "address=s type=s"
    ),
    "core.v1.NodeAffinity": (
        "preferredDuringSchedulingIgnoredDuringExecution=[]core.v1.PreferredSchedulingTerm "
        "requiredDuringSchedulingIgnoredDuringExecution=core.v1.NodeSelector"
    ),
    "core.v1.NodeCondition": (
        "lastHeartbeatTime=meta.v1.Time lastTransitionTime=meta.v1.Time message=s reason=s status=s type=s"
    ),
    "core.v1.NodeConfigSource": (
        "configMap=core.v1.ConfigMapNodeConfigSource"
    ),
    "core.v1.NodeConfigStatus": (
        "active=core.v1.NodeConfigSource assigned=core.v1.NodeConfigSource error=s "
        "lastKnownGood=core.v1.NodeConfigSource"
    ),
    "core.v1.NodeDaemonEndpoints": (
        "kubeletEndpoint=core.v1.DaemonEndpoint"
    ),
    "core.v1.NodeSelector": (
        "nodeSelectorTerms=[]core.v1.NodeSelectorTerm"
    ),
    "core.v1.NodeSelectorRequirement": (
        "key=s operator=s values=[]s"
    ),
    "core.v1.NodeSelectorTerm": (
        "matchExpressions=[]core.v1.NodeSelectorRequirement matchFields=[]core.v1.NodeSelectorRequirement"
    ),
    "core.v1.NodeSpec": (
        "configSource=core.v1.NodeConfigSource externalID=s podCIDR=s podCIDRs=[]s~ providerID=s "
        "taints=[]core.v1.Taint unschedulable=b"
    ),
    "core.v1.NodeStatus": (
        "addresses=[]core.v1.NodeAddress~type allocatable={}api.resource.Quantity capacity={}api.resource.Quantity "
        "conditions=[]core.v1.NodeCondition~type config=core.v1.NodeConfigStatus "
        "daemonEndpoints=core.v1.NodeDaemonEndpoints images=[]core.v1.ContainerImage "
        "nodeInfo=core.v1.NodeSystemInfo phase=s volumesAttached=[]core.v1.AttachedVolume volumesInUse=[]s"
    ),
    "core.v1.NodeSystemInfo": (
        "architecture=s bootID=s containerRuntimeVersion=s kernelVersion=s kubeProxyVersion=s kubeletVersion=s "
        "machineID=s operatingSystem=s osImage=s systemUUID=s"
    ),
    "core.v1.ObjectFieldSelector": (
        "apiVersion=s fieldPath=s"
    ),
    "core.v1.ObjectReference": (
        "apiVersion=s fieldPath=s kind=s name=s namespace=s resourceVersion=s uid=s"
    ),
    "core.v1.PersistentVolume": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=core.v1.PersistentVolumeSpec "
        "status=core.v1.PersistentVolumeStatus"
    ),
    "core.v1.PersistentVolumeClaim": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=core.v1.PersistentVolumeClaimSpec "
        "status=core.v1.PersistentVolumeClaimStatus"
    ),
    "core.v1.PersistentVolumeClaimCondition": (
        "lastProbeTime=meta.v1.Time lastTransitionTime=meta.v1.Time message=s reason=s status=s type=s"
    ),
    "core.v1.PersistentVolumeClaimSpec": (
        "accessModes=[]s dataSource=core.v1.TypedLocalObjectReference resources=core.v1.ResourceRequirements "
        "selector=meta.v1.LabelSelector storageClassName=s volumeMode=s volumeName=s"
    ),
    "core.v1.PersistentVolumeClaimStatus": (
        "accessModes=[]s capacity={}api.resource.Quantity conditions=[]core.v1.PersistentVolumeClaimCondition~type "
        "phase=s"
    ),
    "core.v1.PersistentVolumeClaimVolumeSource": (
        "claimName=s readOnly=b"
    ),
    "core.v1.PersistentVolumeSpec": (
        "accessModes=[]s awsElasticBlockStore=core.v1.AWSElasticBlockStoreVolumeSource "
        "azureDisk=core.v1.AzureDiskVolumeSource azureFile=core.v1.AzureFilePersistentVolumeSource "
        "capacity={}api.resource.Quantity cephfs=core.v1.CephFSPersistentVolumeSource "
        "cinder=core.v1.CinderPersistentVolumeSource claimRef=core.v1.ObjectReference "
        "csi=core.v1.CSIPersistentVolumeSource fc=core.v1.FCVolumeSource "
        "flexVolume=core.v1.FlexPersistentVolumeSource flocker=core.v1.FlockerVolumeSource "
        "gcePersistentDisk=core.v1.GCEPersistentDiskVolumeSource glusterfs=core.v1.GlusterfsPersistentVolumeSource "
        "hostPath=core.v1.HostPathVolumeSource iscsi=core.v1.ISCSIPersistentVolumeSource "
        "local=core.v1.LocalVolumeSource mountOptions=[]s nfs=core.v1.NFSVolumeSource "
        "nodeAffinity=core.v1.VolumeNodeAffinity persistentVolumeReclaimPolicy=s "
        "photonPersistentDisk=core.v1.PhotonPersistentDiskVolumeSource portworxVolume=core.v1.PortworxVolumeSource "
        "quobyte=core.v1.QuobyteVolumeSource rbd=core.v1.RBDPersistentVolumeSource "
        "scaleIO=core.v1.ScaleIOPersistentVolumeSource storageClassName=s "
        "storageos=core.v1.StorageOSPersistentVolumeSource volumeMode=s "
        "vsphereVolume=core.v1.VsphereVirtualDiskVolumeSource"
    ),
    "core.v1.PersistentVolumeStatus": (
        "message=s phase=s reason=s"
    ),
    "core.v1.PhotonPersistentDiskVolumeSource": (
        "fsType=s pdID=s"
    ),
    "core.v1.Pod": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=core.v1.PodSpec status=core.v1.PodStatus"
    ),
    "core.v1.PodAffinity": (
        "preferredDuringSchedulingIgnoredDuringExecution=[]core.v1.WeightedPodAffinityTerm "
        "requiredDuringSchedulingIgnoredDuringExecution=[]core.v1.PodAffinityTerm"
    ),
    "core.v1.PodAffinityTerm": (
        "labelSelector=meta.v1.LabelSelector namespaces=[]s topologyKey=s"
    ),
    "core.v1.PodAntiAffinity": (
        "preferredDuringSchedulingIgnoredDuringExecution=[]core.v1.WeightedPodAffinityTerm "
        "requiredDuringSchedulingIgnoredDuringExecution=[]core.v1.PodAffinityTerm"
    ),
    "core.v1.PodCondition": (
        "lastProbeTime=meta.v1.Time lastTransitionTime=meta.v1.Time message=s reason=s status=s type=s"
    ),
    "core.v1.PodDNSConfig": (
        "nameservers=[]s options=[]core.v1.PodDNSConfigOption searches=[]s"
    ),
    "core.v1.PodDNSConfigOption": (
        "name=s value=s"
    ),
    "core.v1.PodIP": (
        "ip=s"
    ),
    "core.v1.PodReadinessGate": (
        "conditionType=s"
    ),
    "core.v1.PodSecurityContext": (
        "fsGroup=l runAsGroup=l runAsNonRoot=b runAsUser=l seLinuxOptions=core.v1.SELinuxOptions "
        "supplementalGroups=[]l sysctls=[]core.v1.Sysctl windowsOptions=core.v1.WindowsSecurityContextOptions"
    ),
    "core.v1.PodSpec": (
        "activeDeadlineSeconds=l affinity=core.v1.Affinity automountServiceAccountToken=b "
        "containers=[]core.v1.Container~name dnsConfig=core.v1.PodDNSConfig dnsPolicy=s enableServiceLinks=b "
        "ephemeralContainers=[]core.v1.EphemeralContainer~name hostAliases=[]core.v1.HostAlias~ip hostIPC=b "
        "hostNetwork=b hostPID=b hostname=s imagePullSecrets=[]core.v1.LocalObjectReference~name "
        "initContainers=[]core.v1.Container~name nodeName=s nodeSelector={}s overhead={}api.resource.Quantity "
        "preemptionPolicy=s priority=i priorityClassName=s readinessGates=[]core.v1.PodReadinessGate "
        "restartPolicy=s runtimeClassName=s schedulerName=s securityContext=core.v1.PodSecurityContext "
        "serviceAccount=s serviceAccountName=s shareProcessNamespace=b subdomain=s terminationGracePeriodSeconds=l "
        "tolerations=[]core.v1.Toleration topologySpreadConstraints=[]core.v1.TopologySpreadConstraint~topologyKey "
        "volumes=[]core.v1.Volume~name!"
    ),
    "core.v1.PodStatus": (
        "conditions=[]core.v1.PodCondition~type containerStatuses=[]core.v1.ContainerStatus "
        "ephemeralContainerStatuses=[]core.v1.ContainerStatus hostIP=s "
        "initContainerStatuses=[]core.v1.ContainerStatus message=s nominatedNodeName=s phase=s podIP=s "
        "podIPs=[]core.v1.PodIP~ip qosClass=s reason=s startTime=meta.v1.Time"
    ),
    "core.v1.PodTemplate": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta template=core.v1.PodTemplateSpec"
    ),
    "core.v1.PodTemplateSpec": (
        "metadata=meta.v1.ObjectMeta spec=core.v1.PodSpec"
    ),
    "core.v1.PortworxVolumeSource": (
        "fsType=s readOnly=b volumeID=s"
    ),
    "core.v1.PreferredSchedulingTerm": (
        "preference=core.v1.NodeSelectorTerm weight=i"
    ),
    "core.v1.Probe": (
        "exec=core.v1.ExecAction failureThreshold=i httpGet=core.v1.HTTPGetAction initialDelaySeconds=i "
        "periodSeconds=i successThreshold=i tcpSocket=core.v1.TCPSocketAction timeoutSeconds=i"
    ),
    "core.v1.ProjectedVolumeSource": (
        "defaultMode=i sources=[]core.v1.VolumeProjection"
    ),
    "core.v1.QuobyteVolumeSource": (
        "group=s readOnly=b registry=s tenant=s user=s volume=s"
    ),
    "core.v1.RBDPersistentVolumeSource": (
        "fsType=s image=s keyring=s monitors=[]s pool=s readOnly=b secretRef=core.v1.SecretReference user=s"
    ),
    "core.v1.RBDVolumeSource": (
        "fsType=s image=s keyring=s monitors=[]s pool=s readOnly=b secretRef=core.v1.LocalObjectReference user=s"
    ),
    "core.v1.ReplicationController": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=core.v1.ReplicationControllerSpec "
        "status=core.v1.ReplicationControllerStatus"
    ),
    "core.v1.ReplicationControllerCondition": (
        "lastTransitionTime=meta.v1.Time message=s reason=s status=s type=s"
    ),
    "core.v1.ReplicationControllerSpec": (
        "minReadySeconds=i replicas=i selector={}s template=core.v1.PodTemplateSpec"
    ),
    "core.v1.ReplicationControllerStatus": (
        "availableReplicas=i conditions=[]core.v1.ReplicationControllerCondition~type fullyLabeledReplicas=i "
        "observedGeneration=l readyReplicas=i replicas=i"
    ),
    "core.v1.ResourceFieldSelector": (
        "containerName=s divisor=api.resource.Quantity resource=s"
    ),
    "core.v1.ResourceQuota": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=core.v1.ResourceQuotaSpec "
        "status=core.v1.ResourceQuotaStatus"
    ),
    "core.v1.ResourceQuotaSpec": (
        "hard={}api.resource.Quantity scopeSelector=core.v1.ScopeSelector scopes=[]s"
    ),
    "core.v1.ResourceQuotaStatus": (
        "hard={}api.resource.Quantity used={}api.resource.Quantity"
    ),
    "core.v1.ResourceRequirements": (
        "limits={}api.resource.Quantity requests={}api.resource.Quantity"
    ),
    "core.v1.SELinuxOptions": (
        "level=s role=s type=s user=s"
    ),
    "core.v1.ScaleIOPersistentVolumeSource": (
        "fsType=s gateway=s protectionDomain=s readOnly=b secretRef=core.v1.SecretReference sslEnabled=b "
        "storageMode=s storagePool=s system=s volumeName=s"
    ),
    "core.v1.ScaleIOVolumeSource": (
        "fsType=s gateway=s protectionDomain=s readOnly=b secretRef=core.v1.LocalObjectReference sslEnabled=b "
        "storageMode=s storagePool=s system=s volumeName=s"
    ),
    "core.v1.ScopeSelector": (
        "matchExpressions=[]core.v1.ScopedResourceSelectorRequirement"
    ),
    "core.v1.ScopedResourceSelectorRequirement": (
        "operator=s scopeName=s values=[]s"
    ),
    "core.v1.Secret": (
        "apiVersion=s data={}y kind=s metadata=meta.v1.ObjectMeta stringData={}s type=s"
    ),
    "core.v1.SecretEnvSource": (
        "name=s optional=b"
    ),
    "core.v1.SecretKeySelector": (
        "key=s name=s optional=b"
    ),
    "core.v1.SecretProjection": (
        "items=[]core.v1.KeyToPath name=s optional=b"
    ),
    "core.v1.SecretReference": (
        "name=s namespace=s"
    ),
    "core.v1.SecretVolumeSource": (
        "defaultMode=i items=[]core.v1.KeyToPath optional=b secretName=s"
    ),
    "core.v1.SecurityContext": (
        "allowPrivilegeEscalation=b capabilities=core.v1.Capabilities privileged=b procMount=s "
        "readOnlyRootFilesystem=b runAsGroup=l runAsNonRoot=b runAsUser=l seLinuxOptions=core.v1.SELinuxOptions "
        "windowsOptions=core.v1.WindowsSecurityContextOptions"
    ),
    "core.v1.Service": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=core.v1.ServiceSpec status=core.v1.ServiceStatus"
    ),
    "core.v1.ServiceAccount": (
        "apiVersion=s automountServiceAccountToken=b imagePullSecrets=[]core.v1.LocalObjectReference kind=s "
        "metadata=meta.v1.ObjectMeta secrets=[]core.v1.ObjectReference~name"
    ),
    "core.v1.ServiceAccountTokenProjection": (
        "audience=s expirationSeconds=l path=s"
    ),
    "core.v1.ServicePort": (
        "name=s nodePort=i port=i protocol=s targetPort=util.intstr.IntOrString"
    ),
    "core.v1.ServiceSpec": (
        "clusterIP=s externalIPs=[]s externalName=s externalTrafficPolicy=s healthCheckNodePort=i ipFamily=s "
        "loadBalancerIP=s loadBalancerSourceRanges=[]s ports=[]core.v1.ServicePort~port publishNotReadyAddresses=b "
        "selector={}s sessionAffinity=s sessionAffinityConfig=core.v1.SessionAffinityConfig type=s"
    ),
    "core.v1.ServiceStatus": (
        "loadBalancer=core.v1.LoadBalancerStatus"
    ),
    "core.v1.SessionAffinityConfig": (
        "clientIP=core.v1.ClientIPConfig"
    ),
    "core.v1.StorageOSPersistentVolumeSource": (
        "fsType=s readOnly=b secretRef=core.v1.ObjectReference volumeName=s volumeNamespace=s"
    ),
    "core.v1.StorageOSVolumeSource": (
        "fsType=s readOnly=b secretRef=core.v1.LocalObjectReference volumeName=s volumeNamespace=s"
    ),
    "core.v1.Sysctl": (
        "name=s value=s"
    ),
    "core.v1.TCPSocketAction": (
        "host=s port=util.intstr.IntOrString"
    ),
    "core.v1.Taint": (
        "effect=s key=s timeAdded=meta.v1.Time value=s"
    ),
    "core.v1.Toleration": (
        "effect=s key=s operator=s tolerationSeconds=l value=s"
    ),
    "core.v1.TopologySelectorLabelRequirement": (
        "key=s values=[]s"
    ),
    "core.v1.TopologySelectorTerm": (
        "matchLabelExpressions=[]core.v1.TopologySelectorLabelRequirement"
    ),
    "core.v1.TopologySpreadConstraint": (
        "labelSelector=meta.v1.LabelSelector maxSkew=i topologyKey=s whenUnsatisfiable=s"
    ),
    "core.v1.TypedLocalObjectReference": (
        "apiGroup=s kind=s name=s"
    ),
    "core.v1.Volume": (
        "awsElasticBlockStore=core.v1.AWSElasticBlockStoreVolumeSource azureDisk=core.v1.AzureDiskVolumeSource "
        "azureFile=core.v1.AzureFileVolumeSource cephfs=core.v1.CephFSVolumeSource "
        "cinder=core.v1.CinderVolumeSource configMap=core.v1.ConfigMapVolumeSource csi=core.v1.CSIVolumeSource "
        "downwardAPI=core.v1.DownwardAPIVolumeSource emptyDir=core.v1.EmptyDirVolumeSource "
        "fc=core.v1.FCVolumeSource flexVolume=core.v1.FlexVolumeSource flocker=core.v1.FlockerVolumeSource "
        "gcePersistentDisk=core.v1.GCEPersistentDiskVolumeSource gitRepo=core.v1.GitRepoVolumeSource "
        "glusterfs=core.v1.GlusterfsVolumeSource hostPath=core.v1.HostPathVolumeSource "
        "iscsi=core.v1.ISCSIVolumeSource name=s nfs=core.v1.NFSVolumeSource "
        "persistentVolumeClaim=core.v1.PersistentVolumeClaimVolumeSource "
        "photonPersistentDisk=core.v1.PhotonPersistentDiskVolumeSource portworxVolume=core.v1.PortworxVolumeSource "
        "projected=core.v1.ProjectedVolumeSource quobyte=core.v1.QuobyteVolumeSource rbd=core.v1.RBDVolumeSource "
        "scaleIO=core.v1.ScaleIOVolumeSource secret=core.v1.SecretVolumeSource "
        "storageos=core.v1.StorageOSVolumeSource vsphereVolume=core.v1.VsphereVirtualDiskVolumeSource"
    ),
    "core.v1.VolumeDevice": (
        "devicePath=s name=s"
    ),
    "core.v1.VolumeMount": (
        "mountPath=s mountPropagation=s name=s readOnly=b subPath=s subPathExpr=s"
    ),
    "core.v1.VolumeNodeAffinity": (
        "required=core.v1.NodeSelector"
    ),
    "core.v1.VolumeProjection": (
        "configMap=core.v1.ConfigMapProjection downwardAPI=core.v1.DownwardAPIProjection "
        "secret=core.v1.SecretProjection serviceAccountToken=core.v1.ServiceAccountTokenProjection"
    ),
    "core.v1.VsphereVirtualDiskVolumeSource": (
        "fsType=s storagePolicyID=s storagePolicyName=s volumePath=s"
    ),
    "core.v1.WeightedPodAffinityTerm": (
        "podAffinityTerm=core.v1.PodAffinityTerm weight=i"
    ),
    "core.v1.WindowsSecurityContextOptions": (
        "gmsaCredentialSpec=s gmsaCredentialSpecName=s runAsUserName=s"
    ),
    "discovery.v1alpha1.Endpoint": (
        "addresses=[]s conditions=discovery.v1alpha1.EndpointConditions hostname=s "
        "targetRef=core.v1.ObjectReference topology={}s"
    ),
    "discovery.v1alpha1.EndpointConditions": (
        "ready=b"
    ),
    "discovery.v1alpha1.EndpointPort": (
        "name=s port=i protocol=s"
    ),
    "discovery.v1alpha1.EndpointSlice": (
        "addressType=s apiVersion=s endpoints=[]discovery.v1alpha1.Endpoint kind=s metadata=meta.v1.ObjectMeta "
        "ports=[]discovery.v1alpha1.EndpointPort"
    ),
    "events.v1beta1.Event": (
        "action=s apiVersion=s deprecatedCount=i deprecatedFirstTimestamp=meta.v1.Time "
        "deprecatedLastTimestamp=meta.v1.Time deprecatedSource=core.v1.EventSource eventTime=meta.v1.MicroTime "
        "kind=s metadata=meta.v1.ObjectMeta note=s reason=s regarding=core.v1.ObjectReference "
        "related=core.v1.ObjectReference reportingController=s reportingInstance=s "
        "series=events.v1beta1.EventSeries type=s"
    ),
    "events.v1beta1.EventSeries": (
        "count=i lastObservedTime=meta.v1.MicroTime state=s"
    ),
    "extensions.v1beta1.AllowedCSIDriver": (
        "name=s"
    ),
    "extensions.v1beta1.AllowedFlexVolume": (
        "driver=s"
    ),
    "extensions.v1beta1.AllowedHostPath": (
        "pathPrefix=s readOnly=b"
    ),
    "extensions.v1beta1.DaemonSet": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=extensions.v1beta1.DaemonSetSpec "
        "status=extensions.v1beta1.DaemonSetStatus"
    ),
    "extensions.v1beta1.DaemonSetCondition": (
        "lastTransitionTime=meta.v1.Time message=s reason=s status=s type=s"
    ),
    "extensions.v1beta1.DaemonSetSpec": (
        "minReadySeconds=i revisionHistoryLimit=i selector=meta.v1.LabelSelector template=core.v1.PodTemplateSpec "
        "templateGeneration=l updateStrategy=extensions.v1beta1.DaemonSetUpdateStrategy"
    ),
    "extensions.v1beta1.DaemonSetStatus": (
        "collisionCount=i conditions=[]extensions.v1beta1.DaemonSetCondition~type currentNumberScheduled=i "
        "desiredNumberScheduled=i numberAvailable=i numberMisscheduled=i numberReady=i numberUnavailable=i "
        "observedGeneration=l updatedNumberScheduled=i"
    ),
    "extensions.v1beta1.DaemonSetUpdateStrategy": (
        "rollingUpdate=extensions.v1beta1.RollingUpdateDaemonSet type=s"
    ),
    "extensions.v1beta1.Deployment": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=extensions.v1beta1.DeploymentSpec "
        "status=extensions.v1beta1.DeploymentStatus"
    ),
    "extensions.v1beta1.DeploymentCondition": (
        "lastTransitionTime=meta.v1.Time lastUpdateTime=meta.v1.Time message=s reason=s status=s type=s"
    ),
    "extensions.v1beta1.DeploymentSpec": (
        "minReadySeconds=i paused=b progressDeadlineSeconds=i replicas=i revisionHistoryLimit=i "
        "rollbackTo=extensions.v1beta1.RollbackConfig selector=meta.v1.LabelSelector "
        "strategy=extensions.v1beta1.DeploymentStrategy! template=core.v1.PodTemplateSpec"
    ),
    "extensions.v1beta1.DeploymentStatus": (
        "availableReplicas=i collisionCount=i conditions=[]extensions.v1beta1.DeploymentCondition~type "
        "observedGeneration=l readyReplicas=i replicas=i unavailableReplicas=i updatedReplicas=i"
    ),
    "extensions.v1beta1.DeploymentStrategy": (
        "rollingUpdate=extensions.v1beta1.RollingUpdateDeployment type=s"
    ),
    "extensions.v1beta1.FSGroupStrategyOptions": (
        "ranges=[]extensions.v1beta1.IDRange rule=s"
    ),
    "extensions.v1beta1.HTTPIngressPath": (
        "backend=extensions.v1beta1.IngressBackend path=s"
    ),
    "extensions.v1beta1.HTTPIngressRuleValue": (
        "paths=[]extensions.v1beta1.HTTPIngressPath"
    ),
    "extensions.v1beta1.HostPortRange": (
        "max=i min=i"
    ),
    "extensions.v1beta1.IDRange": (
        "max=l min=l"
    ),
    "extensions.v1beta1.IPBlock": (
        "cidr=s except=[]s"
    ),
    "extensions.v1beta1.Ingress": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=extensions.v1beta1.IngressSpec "
        "status=extensions.v1beta1.IngressStatus"
    ),
    "extensions.v1beta1.IngressBackend": (
        "serviceName=s servicePort=util.intstr.IntOrString"
    ),
    "extensions.v1beta1.IngressRule": (
        "host=s http=extensions.v1beta1.HTTPIngressRuleValue"
    ),
    "extensions.v1beta1.IngressSpec": (
        "backend=extensions.v1beta1.IngressBackend rules=[]extensions.v1beta1.IngressRule "
        "tls=[]extensions.v1beta1.IngressTLS"
    ),
    "extensions.v1beta1.IngressStatus": (
        "loadBalancer=core.v1.LoadBalancerStatus"
    ),
    "extensions.v1beta1.IngressTLS": (
        "hosts=[]s secretName=s"
    ),
    "extensions.v1beta1.NetworkPolicy": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=extensions.v1beta1.NetworkPolicySpec"
    ),
    "extensions.v1beta1.NetworkPolicyEgressRule": (
        "ports=[]extensions.v1beta1.NetworkPolicyPort to=[]extensions.v1beta1.NetworkPolicyPeer"
    ),
    "extensions.v1beta1.NetworkPolicyIngressRule": (
        "from=[]extensions.v1beta1.NetworkPolicyPeer ports=[]extensions.v1beta1.NetworkPolicyPort"
    ),
    "extensions.v1beta1.NetworkPolicyPeer": (
        "ipBlock=extensions.v1beta1.IPBlock namespaceSelector=meta.v1.LabelSelector "
        "podSelector=meta.v1.LabelSelector"
    ),
    "extensions.v1beta1.NetworkPolicyPort": (
        "port=util.intstr.IntOrString protocol=s"
    ),
    "extensions.v1beta1.NetworkPolicySpec": (
        "egress=[]extensions.v1beta1.NetworkPolicyEgressRule ingress=[]extensions.v1beta1.NetworkPolicyIngressRule "
        "podSelector=meta.v1.LabelSelector policyTypes=[]s"
    ),
    "extensions.v1beta1.PodSecurityPolicy": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=extensions.v1beta1.PodSecurityPolicySpec"
    ),
    "extensions.v1beta1.PodSecurityPolicySpec": (
        "allowPrivilegeEscalation=b allowedCSIDrivers=[]extensions.v1beta1.AllowedCSIDriver "
        "allowedCapabilities=[]s allowedFlexVolumes=[]extensions.v1beta1.AllowedFlexVolume "
        "allowedHostPaths=[]extensions.v1beta1.AllowedHostPath allowedProcMountTypes=[]s allowedUnsafeSysctls=[]s "
        "defaultAddCapabilities=[]s defaultAllowPrivilegeEscalation=b forbiddenSysctls=[]s "
        "fsGroup=extensions.v1beta1.FSGroupStrategyOptions hostIPC=b hostNetwork=b hostPID=b "
        "hostPorts=[]extensions.v1beta1.HostPortRange privileged=b readOnlyRootFilesystem=b "
        "requiredDropCapabilities=[]s runAsGroup=extensions.v1beta1.RunAsGroupStrategyOptions "
        "runAsUser=extensions.v1beta1.RunAsUserStrategyOptions "
        "runtimeClass=extensions.v1beta1.RuntimeClassStrategyOptions "
        "seLinux=extensions.v1beta1.SELinuxStrategyOptions "
        "supplementalGroups=extensions.v1beta1.SupplementalGroupsStrategyOptions volumes=[]s"
    ),
    "extensions.v1beta1.ReplicaSet": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=extensions.v1beta1.ReplicaSetSpec "
        "status=extensions.v1beta1.ReplicaSetStatus"
    ),
    "extensions.v1beta1.ReplicaSetCondition": (
        "lastTransitionTime=meta.v1.Time message=s reason=s status=s type=s"
    ),
    "extensions.v1beta1.ReplicaSetSpec": (
        "minReadySeconds=i replicas=i selector=meta.v1.LabelSelector template=core.v1.PodTemplateSpec"
    ),
    "extensions.v1beta1.ReplicaSetStatus": (
        "availableReplicas=i conditions=[]extensions.v1beta1.ReplicaSetCondition~type fullyLabeledReplicas=i "
        "observedGeneration=l readyReplicas=i replicas=i"
    ),
    "extensions.v1beta1.RollbackConfig": (
        "revision=l"
    ),
    "extensions.v1beta1.RollingUpdateDaemonSet": (
        "maxUnavailable=util.intstr.IntOrString"
    ),
    "extensions.v1beta1.RollingUpdateDeployment": (
        "maxSurge=util.intstr.IntOrString maxUnavailable=util.intstr.IntOrString"
    ),
    "extensions.v1beta1.RunAsGroupStrategyOptions": (
        "ranges=[]extensions.v1beta1.IDRange rule=s"
    ),
    "extensions.v1beta1.RunAsUserStrategyOptions": (
        "ranges=[]extensions.v1beta1.IDRange rule=s"
    ),
    "extensions.v1beta1.RuntimeClassStrategyOptions": (
        "allowedRuntimeClassNames=[]s defaultRuntimeClassName=s"
    ),
    "extensions.v1beta1.SELinuxStrategyOptions": (
        "rule=s seLinuxOptions=core.v1.SELinuxOptions"
    ),
    "extensions.v1beta1.Scale": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=extensions.v1beta1.ScaleSpec "
        "status=extensions.v1beta1.ScaleStatus"
    ),
    "extensions.v1beta1.ScaleSpec": (
        "replicas=i"
    ),
    "extensions.v1beta1.ScaleStatus": (
        "replicas=i selector={}s targetSelector=s"
    ),
    "extensions.v1beta1.SupplementalGroupsStrategyOptions": (
        "ranges=[]extensions.v1beta1.IDRange rule=s"
    ),
    "meta.v1.DeleteOptions": (
        "apiVersion=s dryRun=[]s gracePeriodSeconds=l kind=s orphanDependents=b "
        "preconditions=meta.v1.Preconditions propagationPolicy=s"
    ),
    "meta.v1.LabelSelector": (
        "matchExpressions=[]meta.v1.LabelSelectorRequirement matchLabels={}s"
    ),
    "meta.v1.LabelSelectorRequirement": (
        "key=s operator=s values=[]s"
    ),
    "meta.v1.ManagedFieldsEntry": (
        "apiVersion=s fieldsType=s fieldsV1=meta.v1.FieldsV1 manager=s operation=s time=meta.v1.Time"
    ),
    "meta.v1.ObjectMeta": (
        "annotations={}s clusterName=s creationTimestamp=meta.v1.Time deletionGracePeriodSeconds=l "
        "deletionTimestamp=meta.v1.Time finalizers=[]s~ generateName=s generation=l labels={}s "
        "managedFields=[]meta.v1.ManagedFieldsEntry name=s namespace=s "
        "ownerReferences=[]meta.v1.OwnerReference~uid resourceVersion=s selfLink=s uid=s"
    ),
    "meta.v1.OwnerReference": (
        "apiVersion=s blockOwnerDeletion=b controller=b kind=s name=s uid=s"
    ),
    "meta.v1.Preconditions": (
        "resourceVersion=s uid=s"
    ),
    "networking.v1.IPBlock": (
        "cidr=s except=[]s"
    ),
    "networking.v1.NetworkPolicy": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=networking.v1.NetworkPolicySpec"
    ),
    "networking.v1.NetworkPolicyEgressRule": (
        "ports=[]networking.v1.NetworkPolicyPort to=[]networking.v1.NetworkPolicyPeer"
    ),
    "networking.v1.NetworkPolicyIngressRule": (
        "from=[]networking.v1.NetworkPolicyPeer ports=[]networking.v1.NetworkPolicyPort"
    ),
    "networking.v1.NetworkPolicyPeer": (
        "ipBlock=networking.v1.IPBlock namespaceSelector=meta.v1.LabelSelector podSelector=meta.v1.LabelSelector"
    ),
    "networking.v1.NetworkPolicyPort": (
        "port=util.intstr.IntOrString protocol=s"
    ),
    "networking.v1.NetworkPolicySpec": (
        "egress=[]networking.v1.NetworkPolicyEgressRule ingress=[]networking.v1.NetworkPolicyIngressRule "
        "podSelector=meta.v1.LabelSelector policyTypes=[]s"
    ),
    "networking.v1beta1.HTTPIngressPath": (
        "backend=networking.v1beta1.IngressBackend path=s"
    ),
    "networking.v1beta1.HTTPIngressRuleValue": (
        "paths=[]networking.v1beta1.HTTPIngressPath"
    ),
    "networking.v1beta1.Ingress": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=networking.v1beta1.IngressSpec "
        "status=networking.v1beta1.IngressStatus"
    ),
    "networking.v1beta1.IngressBackend": (
        "serviceName=s servicePort=util.intstr.IntOrString"
    ),
    "networking.v1beta1.IngressRule": (
        "host=s http=networking.v1beta1.HTTPIngressRuleValue"
    ),
    "networking.v1beta1.IngressSpec": (
        "backend=networking.v1beta1.IngressBackend rules=[]networking.v1beta1.IngressRule "
        "tls=[]networking.v1beta1.IngressTLS"
    ),
    "networking.v1beta1.IngressStatus": (
        "loadBalancer=core.v1.LoadBalancerStatus"
    ),
    "networking.v1beta1.IngressTLS": (
        "hosts=[]s secretName=s"
    ),
    "node.v1alpha1.Overhead": (
        "podFixed={}api.resource.Quantity"
    ),
    "node.v1alpha1.RuntimeClass": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=node.v1alpha1.RuntimeClassSpec"
    ),
    "node.v1alpha1.RuntimeClassSpec": (
        "overhead=node.v1alpha1.Overhead runtimeHandler=s scheduling=node.v1alpha1.Scheduling"
    ),
    "node.v1alpha1.Scheduling": (
        "nodeSelector={}s tolerations=[]core.v1.Toleration"
    ),
    "node.v1beta1.Overhead": (
        "podFixed={}api.resource.Quantity"
    ),
    "node.v1beta1.RuntimeClass": (
        "apiVersion=s handler=s kind=s metadata=meta.v1.ObjectMeta overhead=node.v1beta1.Overhead "
        "scheduling=node.v1beta1.Scheduling"
    ),
    "node.v1beta1.Scheduling": (
        "nodeSelector={}s tolerations=[]core.v1.Toleration"
    ),
    "policy.v1beta1.AllowedCSIDriver": (
        "name=s"
    ),
    "policy.v1beta1.AllowedFlexVolume": (
        "driver=s"
    ),
    "policy.v1beta1.AllowedHostPath": (
        "pathPrefix=s readOnly=b"
    ),
    "policy.v1beta1.Eviction": (
        "apiVersion=s deleteOptions=meta.v1.DeleteOptions kind=s metadata=meta.v1.ObjectMeta"
    ),
    "policy.v1beta1.FSGroupStrategyOptions": (
        "ranges=[]policy.v1beta1.IDRange rule=s"
    ),
    "policy.v1beta1.HostPortRange": (
        "max=i min=i"
    ),
    "policy.v1beta1.IDRange": (
        "max=l min=l"
    ),
    "policy.v1beta1.PodDisruptionBudget": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=policy.v1beta1.PodDisruptionBudgetSpec "
        "status=policy.v1beta1.PodDisruptionBudgetStatus"
    ),
    "policy.v1beta1.PodDisruptionBudgetSpec": (
        "maxUnavailable=util.intstr.IntOrString minAvailable=util.intstr.IntOrString "
        "selector=meta.v1.LabelSelector"
    ),
    "policy.v1beta1.PodDisruptionBudgetStatus": (
        "currentHealthy=i desiredHealthy=i disruptedPods={}meta.v1.Time disruptionsAllowed=i expectedPods=i "
        "observedGeneration=l"
    ),
    "policy.v1beta1.PodSecurityPolicy": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=policy.v1beta1.PodSecurityPolicySpec"
    ),
    "policy.v1beta1.PodSecurityPolicySpec": (
        "allowPrivilegeEscalation=b allowedCSIDrivers=[]policy.v1beta1.AllowedCSIDriver allowedCapabilities=[]s "
        "allowedFlexVolumes=[]policy.v1beta1.AllowedFlexVolume allowedHostPaths=[]policy.v1beta1.AllowedHostPath "
        "allowedProcMountTypes=[]s allowedUnsafeSysctls=[]s defaultAddCapabilities=[]s "
        "defaultAllowPrivilegeEscalation=b forbiddenSysctls=[]s fsGroup=policy.v1beta1.FSGroupStrategyOptions "
        "hostIPC=b hostNetwork=b hostPID=b hostPorts=[]policy.v1beta1.HostPortRange privileged=b "
        "readOnlyRootFilesystem=b requiredDropCapabilities=[]s runAsGroup=policy.v1beta1.RunAsGroupStrategyOptions "
        "runAsUser=policy.v1beta1.RunAsUserStrategyOptions runtimeClass=policy.v1beta1.RuntimeClassStrategyOptions "
        "seLinux=policy.v1beta1.SELinuxStrategyOptions "
        "supplementalGroups=policy.v1beta1.SupplementalGroupsStrategyOptions volumes=[]s"
    ),
    "policy.v1beta1.RunAsGroupStrategyOptions": (
        "ranges=[]policy.v1beta1.IDRange rule=s"
    ),
    "policy.v1beta1.RunAsUserStrategyOptions": (
        "ranges=[]policy.v1beta1.IDRange rule=s"
    ),
    "policy.v1beta1.RuntimeClassStrategyOptions": (
        "allowedRuntimeClassNames=[]s defaultRuntimeClassName=s"
    ),
    "policy.v1beta1.SELinuxStrategyOptions": (
        "rule=s seLinuxOptions=core.v1.SELinuxOptions"
    ),
    "policy.v1beta1.SupplementalGroupsStrategyOptions": (
        "ranges=[]policy.v1beta1.IDRange rule=s"
    ),
    "rbac.v1.AggregationRule": (
        "clusterRoleSelectors=[]meta.v1.LabelSelector"
    ),
    "rbac.v1.ClusterRole": (
        "aggregationRule=rbac.v1.AggregationRule apiVersion=s kind=s metadata=meta.v1.ObjectMeta "
        "rules=[]rbac.v1.PolicyRule"
    ),
    "rbac.v1.ClusterRoleBinding": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta roleRef=rbac.v1.RoleRef subjects=[]rbac.v1.Subject"
    ),
    "rbac.v1.PolicyRule": (
        "apiGroups=[]s nonResourceURLs=[]s resourceNames=[]s resources=[]s verbs=[]s"
    ),
    "rbac.v1.Role": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta rules=[]rbac.v1.PolicyRule"
    ),
    "rbac.v1.RoleBinding": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta roleRef=rbac.v1.RoleRef subjects=[]rbac.v1.Subject"
    ),
    "rbac.v1.RoleRef": (
        "apiGroup=s kind=s name=s"
    ),
    "rbac.v1.Subject": (
        "apiGroup=s kind=s name=s namespace=s"
    ),
    "rbac.v1alpha1.AggregationRule": (
        "clusterRoleSelectors=[]meta.v1.LabelSelector"
    ),
    "rbac.v1alpha1.ClusterRole": (
        "aggregationRule=rbac.v1alpha1.AggregationRule apiVersion=s kind=s metadata=meta.v1.ObjectMeta "
        "rules=[]rbac.v1alpha1.PolicyRule"
    ),
    "rbac.v1alpha1.ClusterRoleBinding": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta roleRef=rbac.v1alpha1.RoleRef "
        "subjects=[]rbac.v1alpha1.Subject"
    ),
    "rbac.v1alpha1.PolicyRule": (
        "apiGroups=[]s nonResourceURLs=[]s resourceNames=[]s resources=[]s verbs=[]s"
    ),
    "rbac.v1alpha1.Role": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta rules=[]rbac.v1alpha1.PolicyRule"
    ),
    "rbac.v1alpha1.RoleBinding": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta roleRef=rbac.v1alpha1.RoleRef "
        "subjects=[]rbac.v1alpha1.Subject"
    ),
    "rbac.v1alpha1.RoleRef": (
        "apiGroup=s kind=s name=s"
    ),
    "rbac.v1alpha1.Subject": (
        "apiVersion=s kind=s name=s namespace=s"
    ),
    "rbac.v1beta1.AggregationRule": (
        "clusterRoleSelectors=[]meta.v1.LabelSelector"
    ),
    "rbac.v1beta1.ClusterRole": (
        "aggregationRule=rbac.v1beta1.AggregationRule apiVersion=s kind=s metadata=meta.v1.ObjectMeta "
        "rules=[]rbac.v1beta1.PolicyRule"
    ),
    "rbac.v1beta1.ClusterRoleBinding": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta roleRef=rbac.v1beta1.RoleRef "
        "subjects=[]rbac.v1beta1.Subject"
    ),
    "rbac.v1beta1.PolicyRule": (
        "apiGroups=[]s nonResourceURLs=[]s resourceNames=[]s resources=[]s verbs=[]s"
    ),
    "rbac.v1beta1.Role": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta rules=[]rbac.v1beta1.PolicyRule"
    ),
    "rbac.v1beta1.RoleBinding": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta roleRef=rbac.v1beta1.RoleRef "
        "subjects=[]rbac.v1beta1.Subject"
    ),
    "rbac.v1beta1.RoleRef": (
        "apiGroup=s kind=s name=s"
    ),
    "rbac.v1beta1.Subject": (
        "apiGroup=s kind=s name=s namespace=s"
    ),
    "scheduling.v1.PriorityClass": (
        "apiVersion=s description=s globalDefault=b kind=s metadata=meta.v1.ObjectMeta preemptionPolicy=s value=i"
    ),
    "scheduling.v1alpha1.PriorityClass": (
        "apiVersion=s description=s globalDefault=b kind=s metadata=meta.v1.ObjectMeta preemptionPolicy=s value=i"
    ),
    "scheduling.v1beta1.PriorityClass": (
        "apiVersion=s description=s globalDefault=b kind=s metadata=meta.v1.ObjectMeta preemptionPolicy=s value=i"
    ),
    "settings.v1alpha1.PodPreset": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=settings.v1alpha1.PodPresetSpec"
    ),
    "settings.v1alpha1.PodPresetSpec": (
        "env=[]core.v1.EnvVar envFrom=[]core.v1.EnvFromSource selector=meta.v1.LabelSelector "
        "volumeMounts=[]core.v1.VolumeMount volumes=[]core.v1.Volume"
    ),
    "storage.v1.StorageClass": (
        "allowVolumeExpansion=b allowedTopologies=[]core.v1.TopologySelectorTerm apiVersion=s kind=s "
        "metadata=meta.v1.ObjectMeta mountOptions=[]s parameters={}s provisioner=s reclaimPolicy=s "
        "volumeBindingMode=s"
    ),
    "storage.v1.VolumeAttachment": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=storage.v1.VolumeAttachmentSpec "
        "status=storage.v1.VolumeAttachmentStatus"
    ),
    "storage.v1.VolumeAttachmentSource": (
        "inlineVolumeSpec=core.v1.PersistentVolumeSpec persistentVolumeName=s"
    ),
    "storage.v1.VolumeAttachmentSpec": (
        "attacher=s nodeName=s source=storage.v1.VolumeAttachmentSource"
    ),
    "storage.v1.VolumeAttachmentStatus": (
        "attachError=storage.v1.VolumeError attached=b attachmentMetadata={}s detachError=storage.v1.VolumeError"
    ),
    "storage.v1.VolumeError": (
        "message=s time=meta.v1.Time"
    ),
    "storage.v1alpha1.VolumeAttachment": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=storage.v1alpha1.VolumeAttachmentSpec "
        "status=storage.v1alpha1.VolumeAttachmentStatus"
    ),
    "storage.v1alpha1.VolumeAttachmentSource": (
        "inlineVolumeSpec=core.v1.PersistentVolumeSpec persistentVolumeName=s"
    ),
    "storage.v1alpha1.VolumeAttachmentSpec": (
        "attacher=s nodeName=s source=storage.v1alpha1.VolumeAttachmentSource"
    ),
    "storage.v1alpha1.VolumeAttachmentStatus": (
        "attachError=storage.v1alpha1.VolumeError attached=b attachmentMetadata={}s "
        "detachError=storage.v1alpha1.VolumeError"
    ),
    "storage.v1alpha1.VolumeError": (
        "message=s time=meta.v1.Time"
    ),
    "storage.v1beta1.CSIDriver": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=storage.v1beta1.CSIDriverSpec"
    ),
    "storage.v1beta1.CSIDriverSpec": (
        "attachRequired=b podInfoOnMount=b volumeLifecycleModes=[]s"
    ),
    "storage.v1beta1.CSINode": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=storage.v1beta1.CSINodeSpec"
    ),
    "storage.v1beta1.CSINodeDriver": (
        "allocatable=storage.v1beta1.VolumeNodeResources name=s nodeID=s topologyKeys=[]s"
    ),
    "storage.v1beta1.CSINodeSpec": (
        "drivers=[]storage.v1beta1.CSINodeDriver~name"
    ),
    "storage.v1beta1.StorageClass": (
        "allowVolumeExpansion=b allowedTopologies=[]core.v1.TopologySelectorTerm apiVersion=s kind=s "
        "metadata=meta.v1.ObjectMeta mountOptions=[]s parameters={}s provisioner=s reclaimPolicy=s "
        "volumeBindingMode=s"
    ),
    "storage.v1beta1.VolumeAttachment": (
        "apiVersion=s kind=s metadata=meta.v1.ObjectMeta spec=storage.v1beta1.VolumeAttachmentSpec "
        "status=storage.v1beta1.VolumeAttachmentStatus"
    ),
    "storage.v1beta1.VolumeAttachmentSource": (
        "inlineVolumeSpec=core.v1.PersistentVolumeSpec persistentVolumeName=s"
    ),
    "storage.v1beta1.VolumeAttachmentSpec": (
        "attacher=s nodeName=s source=storage.v1beta1.VolumeAttachmentSource"
    ),
    "storage.v1beta1.VolumeAttachmentStatus": (
        "attachError=storage.v1beta1.VolumeError attached=b attachmentMetadata={}s "
        "detachError=storage.v1beta1.VolumeError"
    ),
    "storage.v1beta1.VolumeError": (
        "message=s time=meta.v1.Time"
    ),
    "storage.v1beta1.VolumeNodeResources": (
        "count=i"
    ),
}
